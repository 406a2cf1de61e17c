//! Xet storage and the contents that repos share in one cache: what either client has put there serves the other.

use std::fs;
use std::path::PathBuf;

use super::python::{Python, python};
use crate::disk::files;
use crate::download::cached;
use crate::local_hub::trace::Origin;
use crate::local_hub::world::seed::noise;
use crate::run::Run;
use crate::sandbox::Sandbox;
use crate::xet::{add_model, seen, with_model};

/// Two models with one content, and a Hub that keeps it in Xet storage.
fn arrange() -> (Sandbox, Vec<u8>) {
    let content = noise(300_000);
    let sandbox = with_model(&[("weights.bin", &content)]);
    add_model(&sandbox, "ada/copy", &[("other.bin", &content)]);
    (sandbox, content)
}

/// Python with its Xet.
fn with_xet<'a>(python: &Python, sandbox: &'a Sandbox, code: &str) -> Run<'a> {
    python.script(sandbox, code).no_env("HF_HUB_DISABLE_XET")
}

/// Bytes of content that were asked for since the last call.
fn fetched(sandbox: &Sandbox) -> u64 {
    let all = [seen(sandbox, Origin::Xet), seen(sandbox, Origin::Content)].concat();
    sandbox.hub().forget();
    all.iter().map(|seen| seen.sent).sum()
}

/// The one content that the cache shares, and who says to use it.
fn shared(sandbox: &Sandbox) -> (PathBuf, Vec<String>) {
    let store = sandbox.hf_home().join("hub/blobs");
    let is_of_content = |name: &String| !name.starts_with('.') && !name.ends_with(".lock");
    let names: Vec<String> = files(&store).into_iter().filter(is_of_content).collect();
    let (manifests, contents): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| name.ends_with(".refs"));
    assert_eq!((manifests.len(), contents.len()), (1, 1), "{manifests:?} {contents:?}");
    let lines = fs::read_to_string(store.join(&manifests[0])).unwrap();
    let mut users: Vec<String> = lines.lines().map(|line| line.split('/').next().unwrap().to_owned()).collect();
    users.sort();
    users.dedup();
    (store.join(&contents[0]), users)
}

const BOTH: [&str; 2] = ["models--ada--copy", "models--ada--model"];

#[test]
fn content_that_we_share_serves_python() {
    let Some(python) = python() else { return };
    let (sandbox, content) = arrange();
    sandbox.hf("download ada/model weights.bin").success();
    assert!(fetched(&sandbox) > 0);
    let code = "show(hub.hf_hub_download('ada/copy', 'other.bin'))";
    let path = with_xet(python, &sandbox, code).run().success().json();
    let path = path.as_str().unwrap().replace("[HF_HOME]", sandbox.hf_home().to_str().unwrap());
    assert!(fs::read(&path).unwrap() == content);
    assert_eq!(fetched(&sandbox), 0);
    let (place, users) = shared(&sandbox);
    assert_eq!(fs::canonicalize(path).unwrap(), fs::canonicalize(place).unwrap());
    assert_eq!(users, BOTH);
}

#[test]
fn content_that_python_shares_serves_us() {
    let Some(python) = python() else { return };
    let (sandbox, content) = arrange();
    with_xet(python, &sandbox, "hub.hf_hub_download('ada/model', 'weights.bin')").run().success();
    assert!(fetched(&sandbox) > 0);
    sandbox.hf("download ada/copy other.bin").success();
    assert_eq!(fetched(&sandbox), 0);
    let (place, users) = shared(&sandbox);
    assert!(fs::read(&place).unwrap() == content);
    assert_eq!(users, BOTH);
    let blob = files(&cached(&sandbox, "models--ada--copy").join("blobs"));
    let blob = cached(&sandbox, "models--ada--copy").join("blobs").join(&blob[0]);
    assert_eq!(fs::canonicalize(blob).unwrap(), fs::canonicalize(place).unwrap());
}

#[test]
fn both_leave_the_same_shared_files() {
    let Some(python) = python() else { return };
    let layout = |sandbox: &Sandbox| {
        let cache = sandbox.hf_home().join("hub");
        let all = files(&cache).into_iter().map(|name| {
            let place = cache.join(&name);
            let link = fs::read_link(&place).ok();
            let content = if name.starts_with("blobs/") { fs::read(&place).unwrap() } else { vec![] };
            (name, link, content)
        });
        all.collect::<Vec<_>>()
    };
    let (ours, _) = arrange();
    ours.hf("download ada/model weights.bin").success();
    ours.hf("download ada/copy other.bin").success();
    let (theirs, _) = arrange();
    let code = "hub.hf_hub_download('ada/model', 'weights.bin')\nhub.hf_hub_download('ada/copy', 'other.bin')";
    with_xet(python, &theirs, code).run().success();
    assert!(layout(&ours) == layout(&theirs), "{:#?}\n{:#?}", layout(&ours), layout(&theirs));
}

#[test]
fn the_official_program_and_ours_list_the_same_bytes() {
    let Some(python) = python() else { return };
    let (sandbox, _) = arrange();
    sandbox.hf("download ada/model weights.bin").success();
    with_xet(python, &sandbox, "hub.hf_hub_download('ada/copy', 'other.bin')").run().success();
    let theirs = python.hf(&sandbox, "cache list --json").no_env("HF_HUB_DISABLE_XET").run().success().json();
    let ours = sandbox.hf("cache list --json").success().json();
    let sizes = |list: &serde_json::Value| {
        let rows = list.as_array().unwrap().iter();
        let mut rows: Vec<_> = rows.map(|row| (row["repo_id"].clone(), row["size"].clone())).collect();
        rows.sort_by_key(|(id, _)| id.to_string());
        rows
    };
    assert_eq!(sizes(&ours), sizes(&theirs));
}
