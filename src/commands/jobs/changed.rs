//! What verbs print that change a job or a scheduled job.

use anyhow::Result;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::args::labels::{NAME, NewLabelsArgs};

/// Something with new labels.
#[derive(Serialize)]
pub(super) struct Labeled<'a> {
    id: &'a str,
    name: Option<&'a str>,
}

impl<'a> Labeled<'a> {
    pub(super) fn new(id: &'a str, labels: &'a Map<String, Value>) -> Self {
        Self { id, name: labels.get(NAME).and_then(Value::as_str) }
    }
}

/// All labels that it is to have: a name alone keeps the present ones.
pub(super) async fn given_labels(
    typed: &NewLabelsArgs,
    labels: Map<String, Value>,
    present: impl AsyncFnOnce() -> Result<Option<Map<String, Value>>>,
) -> Result<Map<String, Value>> {
    if !typed.is_name_alone() {
        return Ok(labels);
    }
    let mut all = present().await?.unwrap_or_default();
    all.extend(labels);
    Ok(all)
}
