//! A cache that the Python client has made, looked at and cleaned up by both.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::python::{Python, python};
use crate::disk::files;
use crate::sandbox::Sandbox;

const FILL: &str = r#"
hub.snapshot_download("ada/tiny-bert")
hub.hf_hub_download("ada/tiny-bert", "config.json", revision="experiment")
hub.snapshot_download("ada/tiny-bert", revision="v1.0")
hub.hf_hub_download("ada/tiny-bert", "LICENSE", revision="refs/pr/1")
hub.snapshot_download("ada/planets", repo_type="dataset")
hub.hf_hub_download("ada/hello", "README.md", repo_type="space")
hub.hf_hub_download("demo-org/relu", "build.toml", repo_type="kernel")
hub.snapshot_download("ada/odd-names")
empty = pathlib.Path(os.environ["HF_HOME"], "hub/models--ada--odd-names/snapshots/0123456789012345678901234567890123456789")
empty.mkdir()
os.utime(empty, (1.6e9, 1.6e9))
for age, repo in enumerate(sorted(pathlib.Path(os.environ["HF_HOME"], "hub").glob("*--*"))):
    for number, blob in enumerate(sorted(repo.glob("blobs/*"))):
        os.utime(blob, (1.7e9 + age * 3e6 + number, 1.7e9 - age * 4e6 + number))
"#;

const SORTS: [&str; 13] = [
    "",
    "--sort accessed",
    "--sort accessed:asc",
    "--sort accessed:desc",
    "--sort modified",
    "--sort modified:asc",
    "--sort modified:desc",
    "--sort name",
    "--sort name:asc",
    "--sort name:desc",
    "--sort size",
    "--sort size:asc",
    "--sort size:desc",
];

const FILTERS: [&str; 14] = [
    "size>1KB",
    "size<=2000",
    "size!=0",
    "accessed>1d",
    "accessed<2y",
    "modified>=1mo",
    "modified<1w",
    "type=model",
    "type=DATASET",
    "type=nothing",
    "refs=main",
    "refs=REFS/PR/1",
    "refs=v1.0",
    " size >= 1k ",
];

fn hub(sandbox: &Sandbox, inner: &str) -> std::path::PathBuf {
    sandbox.hf_home().join("hub").join(inner)
}

fn filled(python: &Python) -> Sandbox {
    let sandbox = Sandbox::demo();
    python.script(&sandbox, FILL).run().success();
    sandbox
}

/// What people must decide about: a link to nothing, a stray file, a ref to a revision that is not there.
fn break_parts(sandbox: &Sandbox) {
    fs::write(hub(sandbox, "version.txt"), "1").unwrap();
    fs::write(hub(sandbox, "kernels--demo-org--relu/refs/lost"), "0".repeat(40)).unwrap();
    let blobs = hub(sandbox, "spaces--ada--hello/blobs");
    fs::remove_file(fs::read_dir(blobs).unwrap().next().unwrap().unwrap().path()).unwrap();
}

#[track_caller]
fn assert_same(python: &Python, sandbox: &Sandbox, words: &str, filter: &str) {
    let ask = |run: crate::run::Run<'_>| {
        let run = if filter.is_empty() { run } else { run.argument("--filter").argument(filter) };
        run.run().success()
    };
    let (theirs, ours) = (ask(python.hf(sandbox, words)), ask(sandbox.command(words)));
    let rows = |text: &str| match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(rows)) => rows.into_iter().filter(|row| row.get("broken").is_none()).collect::<Vec<_>>(),
        _ => text.lines().map(|line| Value::String(line.to_owned())).collect(),
    };
    assert_eq!(rows(&ours.stdout), rows(&theirs.stdout), "{words} {filter}");
}

#[test]
fn a_listing_is_the_same_in_every_order_and_through_every_filter() {
    let Some(python) = python() else { return };
    let sandbox = filled(python);
    for sort in SORTS {
        assert_same(python, &sandbox, &format!("cache ls --json {sort}"), "");
        assert_same(python, &sandbox, &format!("cache ls --revisions --quiet {sort}"), "");
    }
    for filter in FILTERS {
        assert_same(python, &sandbox, "cache ls --json --limit 9", filter);
        assert_same(python, &sandbox, "cache ls --json --revisions", filter);
    }
    break_parts(&sandbox);
    for sort in SORTS {
        assert_same(python, &sandbox, &format!("cache ls --json {sort}"), "");
    }
}

/// Both remove the same from caches that are the same.
#[track_caller]
fn assert_left_alike(python: &Python, prepare: impl Fn(&Sandbox), words: &str) {
    let (one, other) = (filled(python), filled(python));
    let answers = [(&one, true), (&other, false)].map(|(sandbox, is_ours)| {
        prepare(sandbox);
        let run = if is_ours { sandbox.command(words) } else { python.hf(sandbox, words) };
        run.run().success().json()
    });
    assert_eq!(answers[0], answers[1], "{words}");
    let left = |sandbox: &Sandbox| {
        let no_locks = |name: &String| !name.starts_with(".locks/");
        files(&hub(sandbox, "")).into_iter().filter(no_locks).collect::<Vec<_>>()
    };
    assert_eq!(left(&one), left(&other), "{words}");
}

#[test]
fn the_same_is_left_by_both() {
    let Some(python) = python() else { return };
    let nothing = |_: &Sandbox| {};
    assert_left_alike(python, nothing, "cache rm model/ada/tiny-bert dataset/ada/planets --yes --json");
    assert_left_alike(python, nothing, "cache rm hf://ada/tiny-bert/config.json --yes --json");
    let commit = |sandbox: &Sandbox, name: &str| {
        fs::read_to_string(hub(sandbox, "models--ada--tiny-bert/refs").join(name)).unwrap()
    };
    let known = filled(python);
    let words = format!("cache rm {} {} --yes --json", commit(&known, "v1.0"), commit(&known, "refs/pr/1"));
    assert_left_alike(python, nothing, &words);
    assert_left_alike(python, break_parts, "cache rm model/ada/tiny-bert --yes --json");
}

#[test]
fn a_branch_that_moved_on_is_pruned_alike() {
    let Some(python) = python() else { return };
    let moved = |sandbox: &Sandbox| {
        let refs = hub(sandbox, "models--ada--tiny-bert/refs");
        // As the next download of a branch does it: the old commit has no ref any more, and the new one is younger.
        for name in ["v1.0", "experiment", "refs/pr/1"] {
            fs::remove_file(refs.join(name)).unwrap();
        }
        touch(&refs.join("main"));
        fs::remove_dir_all(hub(sandbox, "models--ada--odd-names/snapshots/0123456789012345678901234567890123456789"))
            .unwrap();
        fs::write(hub(sandbox, "datasets--ada--planets/blobs/abc.0123abcd.incomplete"), "part").unwrap();
    };
    assert_left_alike(python, moved, "cache prune --yes --json");
}

fn touch(path: &Path) {
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(60);
    fs::File::options().write(true).open(path).unwrap().set_modified(later).unwrap();
}
