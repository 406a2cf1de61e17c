//! One file, named.

use snapbox::{assert_data_eq, str};

use super::{cached, with_model};
use crate::disk::{assert_whole, files};
use crate::local_hub::world::seed::noise;
use crate::sandbox::Sandbox;
use crate::traffic::{content, questions};

const TINY_BERT: &str = "models--ada--tiny-bert";

#[test]
fn a_file_is_fetched_and_its_path_is_told() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("download ada/tiny-bert config.json");
    assert_data_eq!(
        output,
        str![[r#"
status: 0
--- stdout ---
✓ Downloaded
  path: [HF_HOME]/hub/models--ada--tiny-bert/snapshots/[..]/config.json
--- stderr ---
Downloading 1 file, 92 B
...
Downloaded 1 file, 92 B in [..]

"#]]
    );
    assert_whole(&sandbox);
}

#[test]
fn one_file_is_asked_for_without_a_listing() {
    let sandbox = Sandbox::demo();
    sandbox.hf("download ada/tiny-bert config.json").success();
    assert_data_eq!(
        questions(sandbox.hub()).join("\n"),
        str![[r#"
HEAD /api/resolve-cache/models/ada/tiny-bert/[..]/config.json 200
GET /api/resolve-cache/models/ada/tiny-bert/[..]/config.json 200
"#]]
    );
    assert_eq!(content(sandbox.hub()).len(), 1);
}

#[test]
fn a_large_file_comes_from_the_second_origin_which_sees_no_token() {
    let weights = noise(300_000);
    let sandbox = with_model(&[("weights.bin", &weights)]);
    let output = sandbox.hf("download ada/model weights.bin --quiet").success();
    let path = output.stdout.trim().replace("[HF_HOME]", sandbox.hf_home().to_str().unwrap());
    assert!(std::fs::read(path).unwrap() == weights);
    let fetched = content(sandbox.hub());
    assert_eq!(fetched.len(), 1);
    assert_eq!((fetched[0].header("authorization"), fetched[0].sent), (None, 300_000));
    assert_whole(&sandbox);
}

#[test]
fn a_file_that_is_there_costs_one_question_and_no_content() {
    let sandbox = Sandbox::demo();
    let first = sandbox.hf("download ada/tiny-bert model.safetensors --quiet").success();
    sandbox.hub().forget();
    let second = sandbox.hf("download ada/tiny-bert model.safetensors --quiet").success();
    assert_eq!(first.stdout, second.stdout);
    assert_eq!(sandbox.hub().requests(), ["HEAD /ada/tiny-bert/resolve/main/model.safetensors 302"]);
}

#[test]
fn a_file_of_a_commit_that_is_there_costs_nothing() {
    let sandbox = Sandbox::demo();
    let commit = sandbox.hub().world().repos().iter().find(|repo| repo.record.id == "ada/tiny-bert").unwrap().head();
    let words = format!("download ada/tiny-bert config.json --revision {commit}");
    sandbox.hf(&words).success();
    sandbox.hub().forget();
    sandbox.hf(&words).success();
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}

#[test]
fn forced_a_file_that_is_there_is_fetched_again() {
    let sandbox = Sandbox::demo();
    sandbox.hf("download ada/tiny-bert config.json").success();
    sandbox.hub().forget();
    sandbox.hf("download ada/tiny-bert config.json --force-download").success();
    assert_eq!(content(sandbox.hub()).len(), 1);
    assert_whole(&sandbox);
}

#[test]
fn forced_a_damaged_blob_is_replaced() {
    let sandbox = Sandbox::demo();
    sandbox.hf("download ada/tiny-bert config.json").success();
    let blobs = cached(&sandbox, TINY_BERT).join("blobs");
    std::fs::write(blobs.join(&files(&blobs)[0]), "damaged").unwrap();
    sandbox.hf("download ada/tiny-bert config.json --force-download").success();
    assert_whole(&sandbox);
}

#[test]
fn odd_names_are_files_like_any_other() {
    let sandbox = Sandbox::demo();
    let names = [
        ("a b#c?.txt", "space, hash and question mark\n"),
        ("percent%20name.txt", "a percent sign that is no escape\n"),
        ("plus+and&.txt", "plus and ampersand\n"),
        ("[brackets] {braces}.txt", "characters of patterns\n"),
        ("ünïcödé/日本語.txt", "Unicode\n"),
        ("folder/.hidden", "dot\n"),
        ("weights [v1].bin", "a large file with an odd name\n"),
        ("empty.txt", ""),
    ];
    for (name, expected) in names {
        let output = sandbox.command("download ada/odd-names --local-dir odd --quiet").argument(name).run().success();
        assert_eq!(output.stdout, format!("[CWD]/odd/{name}\n"));
        assert_eq!(String::from_utf8(sandbox.read(&format!("odd/{name}"))).unwrap(), expected);
    }
    assert_whole(&sandbox);
}

#[test]
fn an_empty_file_is_a_file() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("download ada/odd-names empty.txt --json").success();
    let path = output.json()["path"].as_str().unwrap().replace("[HF_HOME]", sandbox.hf_home().to_str().unwrap());
    assert_eq!(std::fs::metadata(path).unwrap().len(), 0);
}

#[test]
fn an_address_says_type_revision_and_file_itself() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("download hf://datasets/ada/planets@main/data/inner/planets.csv --quiet").success();
    assert!(output.stdout.ends_with("/data/inner/planets.csv\n"), "{output}");
    let output = sandbox.hf("download hf://ada/tiny-bert@refs/pr/1/LICENSE --quiet").success();
    assert!(output.stdout.ends_with("/LICENSE\n"), "{output}");
    assert_whole(&sandbox);
}

#[test]
fn each_kind_of_repo_has_a_folder_of_its_own() {
    let sandbox = Sandbox::demo();
    sandbox.hf("download datasets/ada/planets README.md").success();
    sandbox.hf("download ada/hello index.html --type space").success();
    sandbox.hf("download kernels/demo-org/relu build.toml").success();
    sandbox.hf("download ada/tiny-bert vocab.txt --repo-type model").success();
    let mut folders: Vec<_> =
        std::fs::read_dir(sandbox.hf_home().join("hub")).unwrap().collect::<Result<_, _>>().unwrap();
    folders.sort_by_key(std::fs::DirEntry::file_name);
    let names: Vec<_> = folders.iter().map(|folder| folder.file_name().into_string().unwrap()).collect();
    assert_eq!(
        names,
        [
            ".locks",
            "CACHEDIR.TAG",
            "datasets--ada--planets",
            "kernels--demo-org--relu",
            TINY_BERT,
            "spaces--ada--hello"
        ]
    );
}

#[test]
fn a_public_file_needs_no_token_and_gets_none() {
    let sandbox = Sandbox::demo();
    sandbox.command("download ada/tiny-bert model.safetensors").no_token().run().success();
    sandbox.command("download ada/tiny-bert config.json").env("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1").run().success();
    let with_token: Vec<_> =
        sandbox.hub().trace().into_iter().filter(|seen| seen.header("authorization").is_some()).collect();
    assert_eq!(with_token.len(), 0, "{with_token:?}");
}

#[test]
fn the_flags_token_wins_over_the_variable() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("download ada/private-bert config.json --token hf_demo_ada_read").success();
    assert_data_eq!(
        output,
        str![[r#"
status: 0
--- stdout ---
✓ Downloaded
  path: [HF_HOME]/hub/models--ada--private-bert/snapshots/[..]/config.json
--- stderr ---
Warning: a token on the command line stays in your shell history: prefer HF_TOKEN or `hf auth login`
Downloading 1 file, 23 B
...
Downloaded 1 file, 23 B in [..]

"#]]
    );
    let sent: Vec<_> =
        sandbox.hub().trace().iter().map(|seen| seen.header("authorization").unwrap().to_owned()).collect();
    assert!(sent.iter().all(|header| header == "Bearer hf_demo_ada_read"), "{sent:?}");
}

#[test]
fn a_renamed_repo_is_found_and_kept_under_the_name_that_was_asked_for() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("download ada/old-bert model.safetensors --quiet").success();
    assert!(output.stdout.starts_with("[HF_HOME]/hub/models--ada--old-bert/snapshots/"), "{output}");
    assert_whole(&sandbox);
}
