//! Waiting for a Space to run, and what is said if it does not.

use std::time::Duration;

use anyhow::Result;
use tokio::time::Instant;

use crate::api::follow::{Part, Until};
use crate::api::spaces::machine::SpaceLog;
use crate::api::spaces::runtime::Runtime;
use crate::api::{Hub, HubError};
use crate::args::timeout::WaitTimeoutArg;
use crate::base::wait::until;
use crate::commands::wait::{NotReady, NotReadyInTime};
use crate::context::Context;
use crate::ids::repo::RepoId;
use crate::output::quantity;

/// Between two looks.
const POLL: Duration = Duration::from_secs(1);
/// Of the log of a Space that failed.
const LAST_LINES: i64 = 20;

/// The Space once it runs.
///
/// # Errors
/// [`NotReady`] in any other stage that lasts, after the last lines of the log that may tell why; [`NotReadyInTime`].
pub(super) async fn running(cx: &Context, hub: &Hub, space: &RepoId, timeout: WaitTimeoutArg) -> Result<Runtime> {
    let runtime = settled(cx, hub, space, timeout).await?;
    if runtime.is_running() {
        return Ok(runtime);
    }
    show_reason(cx, hub, space, &runtime).await;
    Err(not_ready(space, &runtime).into())
}

/// The Space in the first stage that lasts.
async fn settled(cx: &Context, hub: &Hub, space: &RepoId, timeout: WaitTimeoutArg) -> Result<Runtime> {
    let start = Instant::now();
    let limit = timeout.limit();
    let status = cx.out.waiting("Waiting for the Space to run");
    let mut stage = String::new();
    let found = until(POLL, limit.and_then(|limit| start.checked_add(limit)), async |_| {
        let runtime = hub.space_runtime(space).await?;
        stage.clone_from(&runtime.stage);
        status.update(&format!("{stage} ({})", quantity::estimate(start.elapsed())));
        Ok::<_, HubError>((!runtime.is_starting()).then_some(runtime))
    });
    let found = found.await?;
    drop(status);
    let late = || NotReadyInTime { what: named(space), state: stage, after: limit.unwrap_or_default() };
    Ok(found.ok_or_else(late)?)
}

pub(super) fn not_ready(space: &RepoId, runtime: &Runtime) -> NotReady {
    let stage = &runtime.stage;
    let state = runtime.error().map_or_else(|| stage.clone(), |error| format!("{stage} ({error})"));
    let hint = match stage.as_str() {
        "PAUSED" | "STOPPED" => format!("start it with `hf spaces restart {space}`"),
        "BUILD_ERROR" => format!("see what went wrong with `hf spaces logs {space} --build`"),
        _ => format!("see what went wrong with `hf spaces logs {space}`"),
    };
    NotReady { what: named(space), state, hint }
}

/// Prints the last lines of the log that may tell why a Space failed.
pub(super) async fn show_reason(cx: &Context, hub: &Hub, space: &RepoId, runtime: &Runtime) {
    let log = match runtime.stage.as_str() {
        "BUILD_ERROR" | "CONFIG_ERROR" => SpaceLog::Build,
        "RUNTIME_ERROR" => SpaceLog::Run,
        _ => return,
    };
    let part = Part { tail: Some(LAST_LINES), until: Until::Now };
    let mut lines = hub.space_log(space, log, part, async || Ok(true));
    // Without a log there is still the stage.
    while let Ok(Some(line)) = lines.next().await {
        cx.out.log(&line.text);
    }
}

fn named(space: &RepoId) -> String {
    format!("Space '{space}'")
}
