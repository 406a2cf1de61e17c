//! Jobs: starting them, looking at them, and the streams of their logs.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::routing::{get, post};
use serde_json::Value;

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, answer_with, read_form, sse};
use crate::local_hub::visit::{Caller, read_json};

/// The most seconds that a job may run.
const LONGEST: i64 = 30 * 86_400;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/jobs/{namespace}", post(start))
        .route("/api/jobs/{namespace}/{id}", get(look))
        .route("/api/jobs/{namespace}/{id}/cancel", post(cancel))
        .route("/api/jobs/{namespace}/{id}/logs", get(log))
}

async fn start(State(app): State<App>, Path(namespace): Path<String>, caller: Caller, body: Body) -> Reply {
    let who = caller.require_write(&app, &namespace, "run jobs")?.to_owned();
    let wanted = read_json(body).await?;
    check(&wanted)?;
    Ok(answer_with(201, &app.world.start_job(&who, &namespace, &wanted).record))
}

fn check(wanted: &Value) -> Result<(), Refusal> {
    let bad = |message: &str| Err(Refusal::new(400, message));
    if !wanted["command"].is_array() || !wanted["environment"].is_object() {
        return bad("Invalid input: expected array, received undefined at \"command\"");
    }
    if wanted["dockerImage"].is_string() == wanted["spaceId"].is_string() {
        return bad("Exactly one of \"dockerImage\" or \"spaceId\" is required");
    }
    if wanted["timeoutSeconds"].as_i64().is_some_and(|seconds| !(1..=LONGEST).contains(&seconds)) {
        return bad("Invalid timeout");
    }
    let is_label = |text: &str| text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter));
    let labels = wanted["labels"].as_object().into_iter().flatten();
    match labels.into_iter().find(|(key, value)| !is_label(key) || !is_label(value.as_str().unwrap_or_default())) {
        Some((key, _)) => bad(&format!("Invalid label '{key}'")),
        None => Ok(()),
    }
}

/// The job's owner, if the caller may see what that account runs.
fn seen(app: &App, caller: &Caller, namespace: &str) -> Result<(), Refusal> {
    caller.require()?;
    caller.role_in(app, namespace).map(drop).ok_or_else(not_found)
}

fn not_found() -> Refusal {
    Refusal::new(404, "Job not found")
}

async fn look(State(app): State<App>, Path((namespace, id)): Path<(String, String)>, caller: Caller) -> Reply {
    seen(&app, &caller, &namespace)?;
    let job = app.world.look_at_job(&namespace, &id).ok_or_else(not_found)?;
    Ok(answer(&job.record))
}

async fn cancel(State(app): State<App>, Path((namespace, id)): Path<(String, String)>, caller: Caller) -> Reply {
    caller.require_write(&app, &namespace, "cancel jobs")?;
    match app.world.cancel_job(&namespace, &id).ok_or_else(not_found)? {
        Ok(job) => Ok(answer(&job.record)),
        Err(stage) => Err(Refusal::new(409, format!("Job is already in a terminal stage: {stage}"))),
    }
}

async fn log(State(app): State<App>, Path((namespace, id)): Path<(String, String)>, caller: Caller, uri: Uri) -> Reply {
    seen(&app, &caller, &namespace)?;
    let mut events = app.world.job_log(&namespace, &id).ok_or_else(not_found)?;
    let form = read_form(uri.query().unwrap_or_default());
    if let Some((_, tail)) = form.iter().find(|(name, _)| name == "tail") {
        let tail: usize = tail.parse().map_err(|_| Refusal::new(400, "Invalid tail"))?;
        events.drain(..events.len().saturating_sub(tail));
    }
    let app = Arc::clone(&app);
    Ok(sse(events, move || app.world.end_job_log(&namespace, &id)))
}
