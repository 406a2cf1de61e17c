//! `hf inference`.

use serde_json::Value;

use crate::local_hub::world::inference::{PICTURE, RECORDING};
use crate::sandbox::Sandbox;

mod batch;
mod chat;
mod content;
mod conversation;
mod errors;
mod jobs;
mod lookups;
mod pictures;
mod recorded;
mod routes;
pub mod serve;
mod serve_cost;
mod tasks;
mod text_generation;

/// A sandbox with a picture, a recording and a table.
fn with_files() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("image.png", PICTURE);
    sandbox.write("audio.wav", RECORDING);
    sandbox.write("table.csv", "Name,Stars\nA,1\nB,2\n");
    sandbox
}

/// The last request to a model: its path and its body.
fn sent(sandbox: &Sandbox) -> (String, Value) {
    let trace = sandbox.hub().trace();
    let seen = trace.iter().rfind(|seen| seen.method == "POST").expect("nothing was sent");
    (seen.path.clone(), serde_json::from_slice(&seen.body).unwrap_or_default())
}
