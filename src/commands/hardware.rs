//! Machines and their prices as the rows of a listing, for the groups that have one, and as the answer to whoever asks for
//! one that the Hub does not have.

use anyhow::{Error, Result};
use serde_json::{Map, Value};

use crate::api::error::RefusalKind;
use crate::api::hardware::{Accelerator, Hardware};
use crate::api::{Hub, HubError};

const FREE: &str = "free";

/// `1x A10G (24 GB)`.
pub(super) fn accelerator(found: &Accelerator) -> String {
    format!("{}x {} ({})", found.quantity, found.model, found.vram)
}

/// The price of a minute and that of an hour, under the Python client's names for them.
pub(super) fn prices(hardware: &Hardware) -> Map<String, Value> {
    let cost = hardware.unit_cost_usd.filter(|cost| *cost > 0.0);
    let minute = cost.map_or_else(|| FREE.to_owned(), |cost| format!("${cost:.4}"));
    let hour = hardware.hourly_cost_usd().map_or_else(|| FREE.to_owned(), |cost| format!("${cost:.2}"));
    [("cost/min".to_owned(), minute.into()), ("cost/hour".to_owned(), hour.into())].into_iter().collect()
}

/// The service does not have the hardware that was asked for.
#[derive(Debug, thiserror::Error)]
#[error("unknown hardware '{flavor}'")]
pub struct UnknownHardware {
    /// As it was typed.
    pub flavor: String,
    /// What the service has, with prices.
    pub offered: String,
    pub source: HubError,
}

/// An outcome of asking for that hardware: a refusal of a word that the Hub does not know names those that it does.
pub(super) async fn explained<T>(
    outcome: Result<T, HubError>,
    flavor: Option<&str>,
    offered: impl AsyncFnOnce() -> Result<Vec<Hardware>, HubError>,
) -> Result<T> {
    let source = match outcome {
        Ok(done) => return Ok(done),
        Err(source) => source,
    };
    let Some(flavor) = flavor.filter(|_| source.is(RefusalKind::BadRequest)) else { return Err(source.into()) };
    // If it does not say what it has, its own words have to do.
    let known = offered().await.unwrap_or_default();
    if known.is_empty() || known.iter().any(|known| known.name == flavor) {
        return Err(source.into());
    }
    let offered = known.iter().map(|known| format!("{} ({})", known.name, hourly(known)));
    let offered = offered.collect::<Vec<_>>().join(", ");
    Err(Error::new(UnknownHardware { flavor: flavor.to_owned(), offered, source }))
}

/// The same of a job.
pub(super) async fn explained_job<T>(hub: &Hub, outcome: Result<T, HubError>, flavor: &str) -> Result<T> {
    explained(outcome, Some(flavor), async || hub.job_hardware().await).await
}

/// `$0.40 an hour`, or `free`.
fn hourly(hardware: &Hardware) -> String {
    hardware.hourly_cost_usd().map_or_else(|| FREE.to_owned(), an_hour)
}

/// `$0.40 an hour`.
pub(super) fn an_hour(dollars: f64) -> String {
    format!("${dollars:.2} an hour")
}
