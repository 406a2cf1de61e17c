//! What a running job uses of its machine: a stream of looks, about one a second. Nothing of the past is in it.

use std::pin::Pin;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::path;
use crate::api::{Hub, HubError};
use crate::http::HttpError;
use crate::http::stream::{ServerEvent, events};
use crate::ids::job::JobId;

/// Without a byte for so long, a stream has nothing more to say: one of a job that has ended stays open.
const PATIENCE: Duration = Duration::from_secs(10);

/// One look at a job, with all that the Hub says.
pub type Look = Map<String, Value>;

/// What people are shown of a look.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// In percent of all CPUs.
    pub cpu_usage_pct: f64,
    /// Thousandths of a CPU that the job may use.
    pub cpu_millicores: f64,
    /// Bytes of memory in use.
    pub memory_used_bytes: u64,
    /// Bytes of memory that the job may use.
    pub memory_total_bytes: u64,
    /// Bits a second that come.
    pub rx_bps: f64,
    /// Bits a second that go.
    pub tx_bps: f64,
    /// By the Hub's names for them.
    pub gpus: Option<Map<String, Value>>,
}

/// What is in use of a GPU.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct GpuUsage {
    /// In percent.
    pub utilization: f64,
    /// Bytes of its memory in use.
    pub memory_used_bytes: u64,
    /// Bytes of its memory.
    pub memory_total_bytes: u64,
}

/// The looks at one job.
pub struct Metrics(Pin<Box<dyn Stream<Item = Result<ServerEvent, HttpError>> + Send>>);

impl Metrics {
    /// The next look; `None` once nothing more comes, whatever the reason.
    pub async fn next(&mut self) -> Option<Look> {
        loop {
            let event = self.0.next().await?.ok()?;
            if let Ok(look) = serde_json::from_str(&event.data) {
                return Some(look);
            }
        }
    }
}

impl Hub {
    /// `GET /api/jobs/{namespace}/{id}/metrics`: looks at a job; `None` if it does not run.
    pub async fn job_metrics(&self, job: &JobId) -> Result<Option<Metrics>, HubError> {
        match self.0.get(&format!("{}/metrics", path(job))).send().await {
            Ok(response) => Ok(Some(Metrics(Box::pin(events(response, PATIENCE))))),
            Err(error) if error.refusal().is_some_and(|refusal| is_idle(refusal.status)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// How the Hub says that a job does not run; once it did so by failing.
fn is_idle(status: StatusCode) -> bool {
    matches!(status, StatusCode::NOT_ACCEPTABLE | StatusCode::INTERNAL_SERVER_ERROR)
}
