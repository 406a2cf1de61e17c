//! Jobs on the local Hub, which run nothing and do what they are scripted to do.

mod batch;
mod cancel;
mod change;
mod inspect;
mod list;
mod logs;
mod run;
mod scheduled;
mod soak;
mod ssh;
mod stats;
mod unreported;
mod uv;
mod volumes;
mod wait;

use serde_json::Value;

use crate::local_hub::trace::Seen;
use crate::local_hub::world::jobs::Script;
use crate::sandbox::Sandbox;

/// A job of ada's that does what it is scripted to do. Gives its ID.
fn job(sandbox: &Sandbox, script: Script) -> String {
    let world = sandbox.hub().world();
    world.script_jobs(script);
    let wanted = serde_json::json!({"command": ["true"], "environment": {}, "flavor": "cpu-basic"});
    world.start_job("ada", "ada", &wanted).id
}

/// The bodies that were sent to start jobs.
fn started(sandbox: &Sandbox) -> Vec<Value> {
    let is_start = |seen: &Seen| seen.method == "POST" && seen.path.starts_with("/api/jobs/");
    let trace = sandbox.hub().trace();
    trace.iter().filter(|seen| is_start(seen)).map(|seen| serde_json::from_slice(&seen.body).unwrap()).collect()
}

/// The requests with job IDs replaced by `ID`.
fn requests(sandbox: &Sandbox, id: &str) -> Vec<String> {
    sandbox.hub().requests().iter().map(|line| line.replace(id, "ID")).collect()
}
