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
    /// The tokens of the sandboxes on a host, by their IDs there.
    #[serde(default)]
    pub hosted: BTreeMap<String, String>,
    /// Sandboxes that a host takes.
    #[serde(default)]
    pub capacity: usize,
    /// How often its processes were asked for.
    #[serde(default)]
    pub looks: usize,
    /// How often it does not answer yet.
    pub slow: usize,
}
