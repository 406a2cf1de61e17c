use serde_json::json;

use super::{paths, with_xet};
use crate::local_hub::faults::{Effect, Fault};

const PLACE: &str = "hf://buckets/ada/scratch";

#[test]
fn a_file_is_downloaded_to_where_cp_puts_it() {
    let sandbox = with_xet();
    std::fs::create_dir(sandbox.work().join("d")).unwrap();
    for (words, path) in [("", "README.md"), ("d", "d/README.md"), ("new/", "new/README.md"), ("e/f.md", "e/f.md")] {
        let output = sandbox.hf(&format!("buckets cp {PLACE}/README.md {words} --json")).success();
        assert_eq!(output.json(), json!({"src": format!("{PLACE}/README.md"), "dst": path}));
        assert_eq!(sandbox.read(path), b"# Scratch\n", "{words}");
    }
    let modified = std::fs::metadata(sandbox.work().join("README.md")).unwrap().modified().unwrap();
    let since = modified.duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap();
    assert_eq!(since.as_secs(), 1_759_320_000 + 34 * 3600);
}

#[test]
fn a_file_is_printed_as_it_is() {
    let sandbox = with_xet();
    assert_eq!(sandbox.hf(&format!("cp {PLACE}/logs.txt -")).success().stdout, "shares the beginning\n");
    assert_eq!(sandbox.hf(&format!("cp {PLACE}/empty.txt -")).success().stdout, "");
    let output = sandbox.hf(&format!("cp {PLACE}/logs -"));
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.contains("no file 'logs' in bucket 'ada/scratch'"), "{output}");
}

#[test]
fn a_file_or_standard_input_is_uploaded() {
    let sandbox = with_xet();
    sandbox.write("a.json", "{}");
    for (place, path) in [("", "a.json"), ("/new/", "new/a.json"), ("/b.json", "b.json")] {
        let output = sandbox.hf(&format!("cp a.json {PLACE}{place} --json")).success();
        assert_eq!(output.json(), json!({"src": "a.json", "dst": format!("{PLACE}/{path}")}));
        let bucket = sandbox.hub().world().bucket("ada/scratch").unwrap();
        assert_eq!(bucket.files[path].content_type.as_deref(), Some("application/json"), "{path}");
    }
    let output = sandbox.command(&format!("cp - {PLACE}/in.txt -q")).stdin("piped\n").run().success();
    assert_eq!(output.stdout, "stdin\n");
    assert_eq!(sandbox.hf(&format!("cp {PLACE}/in.txt -")).success().stdout, "piped\n");
    sandbox.command(&format!("cp - {PLACE}/nothing.txt")).stdin("").run().success();
    assert!(sandbox.hf(&format!("cp none.txt {PLACE}/")).code() != Some(0));
}

#[test]
fn files_are_copied_between_buckets_without_their_bytes() {
    let sandbox = with_xet();
    sandbox.hf(&format!("cp {PLACE}/logs hf://buckets/ada/vault")).success();
    sandbox.hf(&format!("cp {PLACE}/logs/ hf://buckets/ada/vault/old/")).success();
    sandbox.hf(&format!("cp {PLACE}/logs.txt hf://buckets/ada/vault/old")).success();
    let expected =
        ["keys.txt", "logs/2026/a.log", "logs/2026/b.log", "old/2026/a.log", "old/2026/b.log", "old/logs.txt"];
    assert_eq!(paths(&sandbox, "ada/vault"), expected);
    assert!(!sandbox.hub().requests().iter().any(|line| line.contains("xet")));
    let output = sandbox.hf(&format!("cp {PLACE}/none hf://buckets/ada/vault"));
    assert_eq!(output.code(), Some(3), "{output}");
}

#[test]
fn files_of_a_repo_are_copied_and_small_ones_are_carried() {
    let sandbox = with_xet();
    sandbox.hf("buckets cp hf://ada/tiny-bert hf://buckets/ada/vault/bert").success();
    let found = paths(&sandbox, "ada/vault");
    assert!(found.contains(&"bert/model.safetensors".to_owned()), "{found:?}");
    assert!(!found.iter().any(|path| path.ends_with(".gitattributes")), "{found:?}");
    let card = sandbox.hf("cp hf://buckets/ada/vault/bert/README.md -").success().stdout;
    assert!(card.contains("# Tiny BERT"), "{card}");
}

#[test]
fn each_noun_copies_its_own() {
    let sandbox = with_xet();
    sandbox.write("a.txt", "a");
    for words in [
        "buckets cp hf://ada/tiny-bert/config.json x",
        &format!("repos cp {PLACE}/README.md x"),
        &format!("cp {PLACE}/README.md hf://ada/tiny-bert/x"),
        &format!("buckets cp {PLACE}/logs/ x"),
        &format!("buckets cp . {PLACE}/x"),
    ] {
        let output = sandbox.hf(words);
        assert_eq!(output.code(), Some(2), "{output}");
    }
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}

#[test]
fn a_store_that_fails_leaves_nothing_half_written() {
    let sandbox = with_xet();
    sandbox.hub().fault(Fault::new("GET", "*/xet-read-token", Effect::Status(403, vec![])));
    let output = sandbox.hf(&format!("cp {PLACE}/README.md d/x.md"));
    assert_eq!(output.code(), Some(4), "{output}");
    assert_eq!(crate::disk::files(&sandbox.work()), [""; 0]);
}
