//! Many jobs of one command line. They share a label, by which they are found and cancelled together.

use anyhow::Result;

use super::launch::Launch;
use super::plan::Plan;
use super::started::Started;
use super::unreported::Unreported;
use crate::api::Hub;
use crate::args::labels::NAME;
use crate::base::fs::random_suffix;
use crate::commands::hardware::explained_job;
use crate::context::Context;
use crate::output::Columns;
use crate::output::quantity::counted;

/// The label that the jobs share.
const BATCH: &str = "batch";
const INDEX: &str = "HF_JOB_INDEX";
const COUNT: &str = "HF_JOB_COUNT";

const COLUMNS: Columns = Columns::of(&["id", "name", "url"]).id("id").whole("id");

/// Starts a job for each number, one after the other, and says how they are followed.
///
/// # Errors
/// One cannot be started. Those before it run.
pub(super) async fn start(cx: &Context, hub: &Hub, (plan, launch): (Plan, &Launch<'_>), indices: &[u32]) -> Result<()> {
    let (namespace, mut job) = plan.ready(cx, hub, launch).await?;
    let name = job.labels.get(NAME).and_then(|name| name.as_str()).unwrap_or("jobs").to_owned();
    let batch = format!("{name}-{}", random_suffix());
    let label = format!("{BATCH}={batch}");
    let unreported = Unreported::begin(cx, hub, &namespace, (BATCH, &batch));
    job.labels.insert(BATCH.to_owned(), batch.into());
    job.environment.insert(COUNT.to_owned(), indices.len().to_string().into());
    let typed = launch.machine.namespace.namespace.as_ref().map(|it| format!(" --namespace {it}")).unwrap_or_default();
    let cancel = format!("cancel them with `hf jobs cancel --label {label}{typed}`");
    let status = cx.out.status("Starting jobs");
    let mut started = Vec::new();
    for index in indices {
        status.update(&format!("Starting job {} of {}", started.len() + 1, indices.len()));
        let mut one = job.clone();
        one.environment.insert(INDEX.to_owned(), index.to_string().into());
        one.labels.insert(NAME.to_owned(), format!("{name}-{index}").into());
        cx.left_behind.set(format!("{} started", counted(started.len(), "job")), [cancel.clone()]);
        let outcome = hub.start_job(&namespace, &one).await;
        started.push(explained_job(hub, outcome, &one.flavor).await?);
    }
    drop(status);
    cx.left_behind.clear();
    let rows: Vec<Started<'_>> = started.iter().map(|job| Started::new(hub, job)).collect();
    cx.out.table(&rows, &COLUMNS)?;
    drop(unreported);
    cx.out.hint(&format!("see them with `hf jobs list -a --label {label}{typed}`"));
    cx.out.hint(&cancel);
    Ok(())
}
