//! `hf buckets`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::local_hub::Options;
use crate::sandbox::Sandbox;

mod changes;
mod cp;
mod create;
mod limits;
mod list;
mod remove;
mod sync;

/// With the demo buckets and Xet storage, which holds their content.
fn with_xet() -> Sandbox {
    Sandbox::with(Options { xet: true, ..Options::default() })
}

/// The JSON that a request carried, and its line.
fn sent(sandbox: &Sandbox, at: usize) -> (String, Value) {
    let seen = &sandbox.hub().trace()[at];
    (seen.to_string(), serde_json::from_slice(&seen.body).unwrap_or_default())
}

/// The files of a bucket and their sizes.
fn files(sandbox: &Sandbox, bucket: &str) -> BTreeMap<String, u64> {
    let bucket = sandbox.hub().world().bucket(bucket).unwrap();
    bucket.files.iter().map(|(path, file)| (path.clone(), file.size)).collect()
}

/// Only their paths.
fn paths(sandbox: &Sandbox, bucket: &str) -> Vec<String> {
    files(sandbox, bucket).into_keys().collect()
}
