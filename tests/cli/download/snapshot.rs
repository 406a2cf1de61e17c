//! All files of a repo at once.

use snapbox::{assert_data_eq, str};

use super::{cached, with_model, with_model_and};
use crate::disk::{assert_whole, files};
use crate::local_hub::Options;
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;
use crate::traffic::{content, questions};

#[test]
fn a_snapshot_holds_every_file_of_the_commit() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("download datasets/ada/planets --quiet").success();
    let snapshot = output.stdout.trim().replace("[HF_HOME]", sandbox.hf_home().to_str().unwrap());
    assert_eq!(
        files(snapshot.as_ref()),
        [
            ".gitattributes",
            "README.md",
            "data/inner/planets.csv",
            "data/outer/notes/pluto.txt",
            "data/outer/planets.csv",
            "parquet/train.parquet"
        ]
    );
    assert_whole(&sandbox);
}

#[test]
fn a_snapshot_asks_for_the_commit_the_listing_and_each_content_once() {
    let sandbox = Sandbox::demo();
    sandbox.hf("download ada/tiny-bert --max-workers 1").success();
    assert_data_eq!(
        questions(sandbox.hub()).join("\n"),
        str![[r#"
GET /api/models/ada/tiny-bert/revision/main 200
GET /api/models/ada/tiny-bert/tree/[..] 200
GET /api/resolve-cache/models/ada/tiny-bert/[..]/.gitattributes 200
GET /api/resolve-cache/models/ada/tiny-bert/[..]/README.md 200
GET /api/resolve-cache/models/ada/tiny-bert/[..]/config.json 200
content GET /objects/[..] 200
GET /api/resolve-cache/models/ada/tiny-bert/[..]/tokenizer_config.json 200
GET /api/resolve-cache/models/ada/tiny-bert/[..]/vocab.txt 200
"#]]
    );
}

#[test]
fn a_warm_snapshot_costs_one_request() {
    let sandbox = Sandbox::demo();
    let first = sandbox.hf("download ada/tiny-bert --quiet").success();
    sandbox.hub().forget();
    let second = sandbox.hf("download ada/tiny-bert --quiet").success();
    assert_eq!(sandbox.hub().requests(), ["GET /api/models/ada/tiny-bert/revision/main 200"]);
    assert_eq!(first.stdout, second.stdout);
}

#[test]
fn a_warm_snapshot_of_a_commit_costs_nothing() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    let commit = sandbox.hub().world().repo(Kind::Model, "ada/model").unwrap().head();
    let words = format!("download ada/model --revision {commit}");
    sandbox.hf(&words).success();
    sandbox.hub().forget();
    sandbox.hf(&words).success();
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}

#[test]
fn a_moved_branch_costs_only_what_changed() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.txt", b"b")]);
    sandbox.hf("download ada/model").success();
    sandbox.hub().world().write_file(Kind::Model, "ada/model", "b.txt", b"new");
    sandbox.hub().forget();
    let output = sandbox.hf("download ada/model");
    assert_data_eq!(
        output,
        str![[r#"
status: 0
--- stdout ---
✓ Downloaded
  path: [HF_HOME]/hub/models--ada--model/snapshots/[..]
--- stderr ---
Downloading 1 file, 3 B
...
Downloaded 1 file, 3 B in [..]

"#]]
    );
    assert_eq!(content(sandbox.hub()).len(), 1);
    let cache = cached(&sandbox, "models--ada--model");
    assert_eq!(files(&cache.join("snapshots")).len(), 6);
    assert_eq!(files(&cache.join("blobs")).len(), 4);
    assert_whole(&sandbox);
}

#[test]
fn two_files_with_the_same_content_are_fetched_once() {
    let sandbox = with_model(&[("a.bin", b"the same"), ("copies/b.bin", b"the same"), ("c.txt", b"the same")]);
    let output = sandbox.hf("download ada/model --quiet").success();
    let snapshot = output.stdout.trim().replace("[HF_HOME]", sandbox.hf_home().to_str().unwrap());
    assert_eq!(files(snapshot.as_ref()), [".gitattributes", "a.bin", "c.txt", "copies/b.bin"]);
    // Large and small files are known by different hashes.
    assert_eq!(content(sandbox.hub()).len(), 3);
    assert_whole(&sandbox);
}

#[test]
fn a_listing_in_pages_is_read_to_its_end() {
    let names: Vec<String> = (0..7).map(|number| format!("{number}.txt")).collect();
    let all: Vec<_> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    let sandbox = with_model_and(&all, Options { page_size: 3, ..Options::default() });
    let output = sandbox.hf("download ada/model --quiet").success();
    let snapshot = output.stdout.trim().replace("[HF_HOME]", sandbox.hf_home().to_str().unwrap());
    assert_eq!(files(snapshot.as_ref()).len(), 8);
    let pages = sandbox.hub().requests().iter().filter(|request| request.contains("/tree/")).count();
    assert_eq!(pages, 3);
}

#[test]
fn an_entry_of_the_wrong_size_is_fetched_again() {
    let sandbox = with_model(&[("a.txt", b"content"), ("b.bin", b"more content")]);
    sandbox.hf("download ada/model").success();
    let blobs = cached(&sandbox, "models--ada--model").join("blobs");
    for blob in files(&blobs) {
        std::fs::write(blobs.join(blob), "x").unwrap();
    }
    sandbox.hub().forget();
    sandbox.hf("download ada/model").success();
    assert_eq!(content(sandbox.hub()).len(), 3);
    assert_whole(&sandbox);
}

#[test]
fn an_entry_that_was_removed_is_put_back_without_content() {
    let sandbox = with_model(&[("a.txt", b"content")]);
    let output = sandbox.hf("download ada/model --quiet").success();
    let snapshot = output.stdout.trim().replace("[HF_HOME]", sandbox.hf_home().to_str().unwrap());
    std::fs::remove_file(format!("{snapshot}/a.txt")).unwrap();
    sandbox.hub().forget();
    let output = sandbox.hf("download ada/model");
    assert_data_eq!(
        output,
        str![[r#"
status: 0
--- stdout ---
✓ Downloaded
  path: [HF_HOME]/hub/models--ada--model/snapshots/[..]
--- stderr ---

"#]]
    );
    assert_eq!(content(sandbox.hub()).len(), 0);
    assert_eq!(std::fs::read(format!("{snapshot}/a.txt")).unwrap(), b"content");
}

#[test]
fn a_repo_without_files_is_an_empty_folder() {
    let sandbox = Sandbox::demo();
    let world = sandbox.hub().world();
    let record = crate::local_hub::world::repos::Record::new(Kind::Model, "ada/nothing", world.now());
    world.create_repo(record, "ada", &[]);
    let output = sandbox.hf("download ada/nothing --quiet").success();
    let snapshot = output.stdout.trim().replace("[HF_HOME]", sandbox.hf_home().to_str().unwrap());
    assert!(std::fs::metadata(&snapshot).is_ok_and(|found| found.is_dir()), "{snapshot} is not there");
}
