//! Kept listings: whom they are believed from, and how a wrong one is found out.

use std::fs;

use serde_json::{Value, json};

use super::{cached, with_model};
use crate::disk::{assert_whole, files};
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::Sandbox;

/// What git names the contents `a`, `b` and `x`.
const A: &str = "2e65efe2a145dda7ee51d1741299f848e5bf752e";
const X: &str = "c1b0730e0133447badcfd47fd144e254807b06e1";

fn arrange() -> Sandbox {
    with_model(&[("a.txt", b"a"), ("b.txt", b"b")])
}

/// The Hub lists this, once.
fn lists(sandbox: &Sandbox, listing: Value) {
    sandbox.hub().fault(Fault::new("GET", "/api/models/ada/model/tree/*", Effect::Json(listing)).times(1));
}

fn file(path: &str, oid: &str) -> Value {
    json!({"type": "file", "oid": oid, "size": 1, "path": path})
}

fn listings_asked_for(sandbox: &Sandbox) -> usize {
    sandbox.hub().requests().iter().filter(|request| request.contains("/tree/")).count()
}

/// The folder of the one snapshot.
fn snapshot(sandbox: &Sandbox) -> std::path::PathBuf {
    let snapshots = fs::read_dir(cached(sandbox, "models--ada--model").join("snapshots")).unwrap();
    snapshots.map(|entry| entry.unwrap().path()).next().unwrap()
}

#[test]
fn a_listing_is_believed_of_the_endpoint_that_gave_it_alone() {
    for flag in ["", "--local-dir here", "--local-dir here --link-mode copy"] {
        let sandbox = arrange();
        let mirror = sandbox.hub().endpoint().replace("127.0.0.1", "localhost");
        lists(&sandbox, json!([file("a.txt", A)]));
        let words = format!("download ada/model {flag}");
        sandbox.command(&words).env("HF_ENDPOINT", mirror.as_str()).run().success();
        sandbox.hub().forget();
        sandbox.command(&words).env("HF_ENDPOINT", mirror.as_str()).run().success();
        assert_eq!(listings_asked_for(&sandbox), 0, "{flag}");
        sandbox.hf(&words).success();
        assert_eq!(listings_asked_for(&sandbox), 1, "{flag}");
        let folder = if flag.is_empty() { snapshot(&sandbox) } else { sandbox.work().join("here") };
        assert!(folder.join("b.txt").exists(), "{flag}");
        assert_whole(&sandbox);
    }
}

#[test]
fn a_listing_that_came_with_a_folder_is_not_believed() {
    let sandbox = arrange();
    sandbox.hf("download ada/model --local-dir there").success();
    let listing = ".cache/huggingface/trees";
    let name = files(&sandbox.work().join("there").join(listing)).remove(0);
    let planted = json!({"format_version": 1, "files": {"a.txt": {"size": 1, "blob_id": X}}});
    sandbox.write(&format!("here/{listing}/{name}"), planted.to_string());
    sandbox.hf("download ada/model --local-dir here").success();
    assert_eq!(sandbox.read("here/a.txt"), b"a");
    assert_eq!(sandbox.read("here/b.txt"), b"b");
}

#[test]
fn a_listing_moves_with_its_cache() {
    let sandbox = arrange();
    sandbox.hf("download ada/model").success();
    sandbox.hub().forget();
    fs::rename(sandbox.hf_home().join("hub"), sandbox.work().join("moved")).unwrap();
    sandbox.hf("download ada/model --cache-dir moved").success();
    assert_eq!(listings_asked_for(&sandbox), 0);
}

#[test]
fn force_asks_for_the_listing_again() {
    let sandbox = arrange();
    lists(&sandbox, json!([file("a.txt", A)]));
    sandbox.hf("download ada/model").success();
    assert!(!snapshot(&sandbox).join("b.txt").exists());
    sandbox.hf("download ada/model --force-download").success();
    assert!(snapshot(&sandbox).join("b.txt").exists());
    fs::remove_file(snapshot(&sandbox).join("b.txt")).unwrap();
    sandbox.hub().forget();
    sandbox.hf("download ada/model").success();
    assert!(snapshot(&sandbox).join("b.txt").exists() && listings_asked_for(&sandbox) == 0, "it is kept");
}

#[test]
fn a_kept_listing_that_what_arrives_does_not_fit_is_asked_for_again() {
    let wrong_hash = json!([file("a.txt", X), file("b.txt", "63d8dbd40c23542e740659a7168a0ce3138ea748")]);
    let no_such_file = json!([file("a.txt", A), file("gone.txt", X)]);
    for listing in [wrong_hash, no_such_file] {
        for flag in ["", "--local-dir here"] {
            let sandbox = arrange();
            lists(&sandbox, listing.clone());
            let words = format!("download ada/model {flag}");
            assert_ne!(sandbox.hf(&words).code(), Some(0), "the Hub itself contradicts its listing");
            let output = sandbox.hf(&words).success();
            assert!(output.stderr.contains("the kept list of files is wrong"), "{output}");
            let folder = if flag.is_empty() { snapshot(&sandbox) } else { sandbox.work().join("here") };
            assert_eq!(fs::read(folder.join("a.txt")).unwrap(), b"a");
            assert_eq!(fs::read(folder.join("b.txt")).unwrap(), b"b");
            let output = sandbox.hf(&words).success();
            assert!(!output.stderr.contains("wrong"), "{output}");
        }
    }
}

#[test]
fn damage_that_the_listing_is_not_to_blame_for_is_told_as_it_is() {
    let sandbox = with_model(&[("a.txt", b"a"), ("weights.bin", &[7; 5000])]);
    sandbox.hf("download ada/model a.txt weights.bin").success();
    fs::remove_dir_all(cached(&sandbox, "models--ada--model").join("blobs")).unwrap();
    fs::remove_dir_all(snapshot(&sandbox)).unwrap();
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::WrongByte(9)));
    let output = sandbox.hf("download ada/model a.txt weights.bin");
    assert_eq!(output.code(), Some(7), "{output}");
    assert!(output.stderr.contains("arrived damaged") && !output.stderr.contains("kept list"), "{output}");
}
