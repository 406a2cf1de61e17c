//! One content for all repos of a cache.

use std::fs;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{add_model, seen, with_model};
use crate::download::cached;
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::trace::Origin;
use crate::local_hub::world::accounts::hex;
use crate::local_hub::world::seed::noise;
use crate::sandbox::Sandbox;

/// Two models with one content, the first of which is in the cache.
fn arrange() -> (Sandbox, Vec<u8>) {
    let content = noise(300_000);
    let sandbox = with_model(&[("weights.bin", &content)]);
    add_model(&sandbox, "ada/copy", &[("other.bin", &content)]);
    sandbox.hf("download ada/model weights.bin").success();
    sandbox.hub().forget();
    (sandbox, content)
}

/// The one blob of a repo.
fn blob(sandbox: &Sandbox, repo: &str) -> std::path::PathBuf {
    let blobs = fs::read_dir(cached(sandbox, repo).join("blobs")).unwrap();
    let blobs: Vec<_> = blobs.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(blobs.len(), 1, "{blobs:?}");
    blobs[0].clone()
}

#[test]
fn content_that_another_repo_brought_is_not_fetched_again() {
    let (sandbox, content) = arrange();
    sandbox.hf("download ada/copy other.bin").success();
    assert!(seen(&sandbox, Origin::Xet).is_empty() && seen(&sandbox, Origin::Content).is_empty());
    let (first, second) = (blob(&sandbox, "models--ada--model"), blob(&sandbox, "models--ada--copy"));
    assert_eq!(fs::canonicalize(&first).unwrap(), fs::canonicalize(&second).unwrap());
    assert!(fs::read(second).unwrap() == content);
}

#[test]
fn content_that_is_fetched_by_force_replaces_what_is_shared() {
    let (sandbox, content) = arrange();
    let shared = fs::canonicalize(blob(&sandbox, "models--ada--model")).unwrap();
    // Read-only for who uses it, not for who owns the folder.
    fs::remove_file(&shared).unwrap();
    fs::write(&shared, noise(content.len() + 1).split_at(1).1).unwrap();
    sandbox.hf("download ada/model weights.bin --force-download").success();
    assert!(fs::read(shared).unwrap() == content);
    assert!(blob(&sandbox, "models--ada--model").is_symlink());
}

#[test]
fn other_content_of_the_same_name_and_size_is_not_taken_for_it() {
    let (sandbox, content) = arrange();
    let shared = fs::canonicalize(blob(&sandbox, "models--ada--model")).unwrap();
    fs::remove_file(&shared).unwrap();
    fs::write(&shared, noise(content.len() + 1).split_at(1).1).unwrap();
    let output = sandbox.hf("download ada/copy other.bin").success();
    assert!(output.stderr.contains("under the name of 'other.bin' is other content: fetching it"), "{output}");
    assert!(fs::read(blob(&sandbox, "models--ada--copy")).unwrap() == content);
    assert!(fs::read(shared).unwrap() == content, "all who share it mean this content");
}

#[test]
fn a_hub_that_calls_its_content_like_that_of_another_changes_nothing_for_who_has_that() {
    let (sandbox, content) = arrange();
    let famous = fs::canonicalize(blob(&sandbox, "models--ada--model")).unwrap();
    let hash = famous.file_name().unwrap().to_str().unwrap().to_owned();
    let evil = noise(content.len() + 1).split_off(1);
    add_model(&sandbox, "ada/evil", &[("evil.bin", &evil)]);
    let tree = "/api/models/ada/evil/tree/*";
    let oid = hex(&Sha256::digest(&evil));
    let lfs = json!({"oid": oid, "size": evil.len(), "pointerSize": 130});
    let (size, path) = (evil.len(), "evil.bin");
    let entry = json!({"type": "file", "oid": "0".repeat(40), "size": size, "path": path, "lfs": lfs, "xetHash": hash});
    sandbox.hub().fault(Fault::new("GET", tree, Effect::Json(json!([entry]))));
    for flag in ["", "--force-download"] {
        sandbox.hf(&format!("download ada/evil --include *.bin {flag}")).success();
        assert!(fs::read(blob(&sandbox, "models--ada--evil")).unwrap() == evil);
        assert!(fs::read(&famous).unwrap() == content);
    }
}

#[test]
fn a_variable_keeps_repos_apart() {
    let (sandbox, _) = arrange();
    let command = sandbox.command("download ada/copy other.bin").env("HF_HUB_DISABLE_SHARED_BLOBS", "1");
    command.run().success();
    assert!(!blob(&sandbox, "models--ada--copy").is_symlink());
    assert!(!seen(&sandbox, Origin::Xet).is_empty());
}
