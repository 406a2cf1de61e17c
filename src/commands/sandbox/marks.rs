//! The labels by which jobs are known as sandboxes, and the token that follows from them. Whoever has the account's token
//! can reach its sandboxes from any machine.

use serde_json::{Map, Value};

use crate::api::jobs::Job;
use crate::base::hmac;
use crate::base::secret::Secret;

pub(super) const SANDBOX: &str = "hf-sandbox";
pub(super) const MODE: &str = "hf-sandbox-mode";
pub(super) const POOL: &str = "hf-sandbox-pool";
pub(super) const NONCE: &str = "hf-sandbox-nonce";
pub(super) const DEDICATED: &str = "dedicated";
pub(super) const SHARED: &str = "pool";

/// The port that the server listens at.
pub(super) const PORT: i64 = 49983;

/// A label of a job.
pub(super) fn label<'a>(job: &'a Job, key: &str) -> Option<&'a str> {
    job.labels.as_ref()?.get(key)?.as_str()
}

/// A label of the user's that is one of these.
pub(super) fn reserved(labels: &Map<String, Value>) -> Option<&String> {
    labels.keys().find(|key| [SANDBOX, MODE, POOL, NONCE].contains(&key.as_str()))
}

pub(super) fn is_sandbox(job: &Job) -> bool {
    label(job, SANDBOX) == Some("1") && label(job, NONCE).is_some()
}

pub(super) fn is_host(job: &Job) -> bool {
    label(job, MODE) == Some(SHARED)
}

/// The token of the server that a job with this nonce runs.
pub(super) fn server_token(account: &Secret, nonce: &str) -> Option<Secret> {
    Secret::parse(&hmac::sha256(account.expose().as_bytes(), format!("{SANDBOX}:{nonce}").as_bytes()))
}
