//! What the servers of sandboxes keep: files and processes, by the ID of their job.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The server of one sandbox.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Server {
    /// What its requests must carry.
    pub token: String,
    pub files: BTreeMap<String, Vec<u8>>,
    pub processes: Vec<Value>,
    /// How often it does not answer yet.
    pub slow: usize,
}
