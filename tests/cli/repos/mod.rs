//! `hf repos`.

use crate::sandbox::Sandbox;

mod access;
mod branch;
mod clone;
mod commit;
mod cp;
mod create;
mod delete;
mod delete_files;
mod duplicate;
mod exists;
mod history;
mod lfs;
mod likes;
mod list;
mod r#move;
mod preupload;
mod refs;
mod settings;
mod squash;
mod tag;

/// The JSON that a request carried, and its line.
fn sent(sandbox: &Sandbox, at: usize) -> (String, serde_json::Value) {
    let seen = &sandbox.hub().trace()[at];
    (seen.to_string(), serde_json::from_slice(&seen.body).unwrap_or_default())
}
