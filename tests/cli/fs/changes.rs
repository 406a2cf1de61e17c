//! `hf fs mv`, `rm` and `touch`.

use super::cp::in_repo;
use super::with_xet;
use crate::sandbox::Sandbox;

#[test]
fn a_move_within_a_repo_is_one_commit() {
    let sandbox = Sandbox::demo();
    let before = sandbox.hf("repos history datasets/ada/planets -q").success().stdout.lines().count();
    sandbox.hf("fs mv datasets/ada/planets/data datasets/ada/planets/README.md datasets/ada/planets/old").success();
    let expected = ["README.md", "data/inner/planets.csv", "data/outer/notes/pluto.txt", "data/outer/planets.csv"];
    assert_eq!(in_repo(&sandbox, "datasets/ada/planets/old"), expected);
    assert_eq!(sandbox.hf("fs exists datasets/ada/planets/data").code(), Some(3));
    let after = sandbox.hf("repos history datasets/ada/planets -q").success().stdout.lines().count();
    assert_eq!(after, before + 1);
    for words in ["datasets/ada/planets/old datasets/ada/planets/old/x", "datasets/ada/planets ada/tiny-bert/x"] {
        assert_eq!(sandbox.hf(&format!("fs mv {words}")).code(), Some(2), "{words}");
    }
}

#[test]
fn a_move_elsewhere_deletes_last() {
    let sandbox = with_xet();
    sandbox.hf("fs mv datasets/ada/planets/data ada/tiny-bert/planets").success();
    assert_eq!(
        in_repo(&sandbox, "ada/tiny-bert/planets"),
        ["inner/planets.csv", "outer/notes/pluto.txt", "outer/planets.csv"]
    );
    assert_eq!(sandbox.hf("fs exists datasets/ada/planets/data").code(), Some(3));
    sandbox.hf("fs mv buckets/ada/scratch/logs buckets/ada/vault").success();
    let found = |id: &str| sandbox.hub().world().bucket(id).unwrap().files.into_keys().collect::<Vec<_>>();
    assert_eq!(found("ada/vault"), ["keys.txt", "logs/2026/a.log", "logs/2026/b.log"]);
    assert!(!found("ada/scratch").iter().any(|path| path.starts_with("logs/")));
    sandbox.hf("fs mv buckets/ada/vault/logs ada/tiny-bert/logs").success();
    assert_eq!(in_repo(&sandbox, "ada/tiny-bert/logs"), ["2026/a.log", "2026/b.log"]);
    assert_eq!(found("ada/vault"), ["keys.txt"]);
}

#[test]
fn what_is_deleted_is_counted_and_asked_for() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("fs rm datasets/ada/planets/data --yes").code(), Some(2), "a folder");
    let output = sandbox.hf("fs rm -R datasets/ada/planets/data --json");
    assert!(output.code() == Some(1) && output.stderr.contains("--yes"), "{output}");
    let output = sandbox.hf("fs rm -R datasets/ada/planets/data --dry-run -q").success().stdout;
    let expected = ["inner/planets.csv", "outer/notes/pluto.txt", "outer/planets.csv"]
        .map(|path| format!("datasets/ada/planets/data/{path}\n"))
        .concat();
    assert_eq!(output, expected);
    sandbox.hf("fs rm -R datasets/ada/planets/data --max-depth 1 --yes").success();
    assert_eq!(in_repo(&sandbox, "datasets/ada/planets/data").len(), 3, "all are deeper");
    let before = sandbox.hf("repos history datasets/ada/planets -q").success().stdout.lines().count();
    let words = "fs rm -R datasets/ada/planets/data datasets/ada/planets/data/inner/planets.csv --yes -m Gone";
    sandbox.hf(words).success();
    assert_eq!(sandbox.hf("fs exists datasets/ada/planets/data").code(), Some(3));
    let after = sandbox.hf("repos history datasets/ada/planets -q").success().stdout.lines().count();
    assert_eq!(after, before + 1);
    assert_eq!(sandbox.hf("fs rm datasets/ada/planets/none --yes").code(), Some(3));
}

#[test]
fn addresses_to_delete_come_through_a_pipe() {
    let sandbox = Sandbox::demo();
    let found = sandbox.hf("fs glob 'buckets/ada/scratch/**/*.log' -q").success().stdout;
    sandbox.command("fs rm - --yes").stdin(found.as_str()).run().success();
    let files = sandbox.hub().world().bucket("ada/scratch").unwrap().files;
    assert!(!files.keys().any(|path| path.ends_with(".log")) && files.contains_key("README.md"));
    sandbox.hf("fs rm -R buckets/ada/scratch --yes").success();
    assert!(sandbox.hub().world().bucket("ada/scratch").unwrap().files.is_empty());
}

#[test]
fn an_empty_file_is_created_once() {
    let sandbox = with_xet();
    for address in ["ada/tiny-bert/a/.keep", "buckets/ada/scratch/done"] {
        sandbox.hf(&format!("fs touch {address}")).success();
        let output = sandbox.hf(&format!("fs info {address} --json")).success().json();
        assert_eq!(output["size"], 0, "{address}");
        sandbox.hub().forget();
        let output = sandbox.hf(&format!("fs touch {address}")).success();
        assert!(output.stdout.contains("exists already"), "{output}");
    }
    let whole = sandbox.hf("fs cat ada/tiny-bert/README.md").success().stdout;
    sandbox.hf("fs touch ada/tiny-bert/README.md").success();
    assert_eq!(sandbox.hf("fs cat ada/tiny-bert/README.md").success().stdout, whole, "it is not emptied");
    for address in ["ada/tiny-bert", "ada/tiny-bert/x/", "datasets/ada/planets/data"] {
        assert_eq!(sandbox.hf(&format!("fs touch {address}")).code(), Some(2), "{address}");
    }
}
