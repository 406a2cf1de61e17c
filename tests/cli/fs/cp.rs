use serde_json::json;

use super::with_xet;
use crate::disk::files;
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

/// The paths of a repo.
pub(super) fn in_repo(sandbox: &Sandbox, address: &str) -> Vec<String> {
    let output = sandbox.hf(&format!("fs find {address} -q")).success().stdout;
    let mut paths: Vec<String> = output
        .lines()
        .filter_map(|line| Some(line.strip_prefix(address)?.trim_start_matches('/').to_owned()))
        .collect();
    paths.sort();
    paths
}

#[test]
fn several_sources_become_one_commit_in_a_folder() {
    let sandbox = Sandbox::demo();
    sandbox.write("a.csv", "a");
    sandbox.write("d/b.csv", "b");
    sandbox.write("d/e/c.csv", "c");
    let words = "fs cp -R a.csv d hf://datasets/ada/planets/README.md hf://datasets/ada/planets/new -m Three --json";
    let output = sandbox.hf(words).success().json();
    assert!(output["commit_url"].as_str().unwrap().contains("/datasets/ada/planets/commit/"), "{output}");
    let expected = ["README.md", "a.csv", "d/b.csv", "d/e/c.csv"];
    assert_eq!(in_repo(&sandbox, "datasets/ada/planets/new"), expected);
    let history = sandbox.hf("repos history datasets/ada/planets --json").success().json();
    assert_eq!(history[0]["title"], "Three");
    assert_eq!(sandbox.hf("fs cat datasets/ada/planets/new/d/e/c.csv").success().stdout, "c");
}

#[test]
fn a_folder_goes_where_cp_puts_it() {
    let sandbox = Sandbox::demo();
    sandbox.write("d/a", "a");
    for (src, dst, expected) in
        [("d", "new", "new/a"), ("d", "new", "new/d/a"), ("d/", "new", "new/a"), ("d/.", "x/", "x/a")]
    {
        sandbox.hf(&format!("fs cp -R {src} hf://ada/tiny-bert/{dst}")).success();
        assert_eq!(sandbox.hf(&format!("fs exists ada/tiny-bert/{expected}")).code(), Some(0), "{src} {dst}");
    }
    sandbox.write("d/.git/config", "x");
    sandbox.hf("fs cp -R d hf://ada/tiny-bert/git").success();
    assert_eq!(in_repo(&sandbox, "ada/tiny-bert/git"), ["a"]);
}

#[test]
fn folders_of_repos_and_buckets_come_to_this_machine() {
    let sandbox = with_xet();
    let words = "fs cp -R hf://datasets/ada/planets/data got --json";
    assert_eq!(sandbox.hf(words).success().json(), json!({"dst": "got", "files": 3}));
    sandbox.hf("fs cp -R hf://datasets/ada/planets/data got").success();
    sandbox.hf("fs cp -R hf://buckets/ada/scratch/logs hf://buckets/ada/scratch/logs.txt got").success();
    sandbox.hf("fs cp hf://datasets/ada/planets/README.md card.md").success();
    let expected = [
        "card.md",
        "got/data/inner/planets.csv",
        "got/data/outer/notes/pluto.txt",
        "got/data/outer/planets.csv",
        "got/inner/planets.csv",
        "got/logs.txt",
        "got/logs/2026/a.log",
        "got/logs/2026/b.log",
        "got/outer/notes/pluto.txt",
        "got/outer/planets.csv",
    ];
    assert_eq!(files(&sandbox.work()), expected);
    assert!(String::from_utf8(sandbox.read("got/inner/planets.csv")).unwrap().starts_with("name,moons"));
}

#[test]
fn streams_are_read_and_written() {
    let sandbox = with_xet();
    sandbox.command("fs cp - hf://ada/tiny-bert/in.txt").stdin("piped\n").run().success();
    sandbox.command("fs cp - hf://buckets/ada/scratch/in.txt").stdin("kept\n").run().success();
    let output = sandbox.hf("fs cp hf://ada/tiny-bert/in.txt hf://buckets/ada/scratch/in.txt -").success();
    assert_eq!(output.stdout, "piped\nkept\n");
}

#[test]
fn files_of_a_bucket_reach_a_repo_by_way_of_this_machine() {
    let sandbox = with_xet();
    sandbox.hf("fs cp -R hf://buckets/ada/scratch/logs hf://ada/tiny-bert/kept").success();
    assert_eq!(in_repo(&sandbox, "ada/tiny-bert/kept"), ["2026/a.log", "2026/b.log"]);
    sandbox.write("a", "a");
    sandbox.hf("fs cp -R hf://ada/tiny-bert/kept a hf://buckets/ada/vault").success();
    let found = sandbox.hub().world().bucket("ada/vault").unwrap().files.into_keys().collect::<Vec<_>>();
    assert_eq!(found, ["a", "kept/2026/a.log", "kept/2026/b.log", "keys.txt"]);
    assert_eq!(files(&sandbox.work()), ["a"]);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let sandbox = Sandbox::demo();
    sandbox.write("d/a", "a");
    for words in [
        "fs cp d/a b",
        "fs cp d hf://ada/tiny-bert/x",
        "fs cp hf://datasets/ada/planets/data x",
        "fs cp hf://datasets/ada/planets/data hf://datasets/ada/planets/x",
        "fs cp hf://buckets/ada/scratch/logs hf://buckets/ada/vault",
        "fs cp - hf://ada/tiny-bert/",
        "fs cp d/a d/a hf://ada/tiny-bert/config.json",
        "fs cp hf://ada/tiny-bert@v1/x x --revision main",
    ] {
        assert_eq!(sandbox.hf(words).code(), Some(2), "{words}");
    }
    assert_eq!(sandbox.hf("fs cp none hf://ada/tiny-bert/x").code(), Some(3));
    assert_eq!(sandbox.hf("fs cp hf://ada/tiny-bert/none x").code(), Some(3));
    assert_eq!(files(&sandbox.work()), ["d/a"]);
    assert!(sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").is_some());
}
