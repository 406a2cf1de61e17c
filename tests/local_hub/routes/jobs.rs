//! Jobs: starting them, looking at them, and the streams of their logs.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::routing::{get, post, put};
use serde_json::{Value, json};

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, answer_with, page, read_form, sse};
use crate::local_hub::visit::{Caller, Question, read_json};
use crate::local_hub::world::jobs::Job;
use crate::local_hub::world::sandbox::Server;

/// The most seconds that a job may run.
const LONGEST: i64 = 30 * 86_400;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/jobs/hardware", get(hardware))
        .route("/api/jobs/{namespace}", get(list).post(start))
        .route("/api/jobs/{namespace}/{id}", get(look))
        .route("/api/jobs/{namespace}/{id}/cancel", post(cancel))
        .route("/api/jobs/{namespace}/{id}/duplicate", post(rerun))
        .route("/api/jobs/{namespace}/{id}/labels", put(label))
        .route("/api/jobs/{namespace}/{id}/expose", put(expose))
        .route("/api/jobs/{namespace}/{id}/metrics", get(metrics))
        .route("/api/jobs/{namespace}/{id}/logs", get(log))
}

async fn start(State(app): State<App>, Path(namespace): Path<String>, caller: Caller, body: Body) -> Reply {
    let who = caller.require_write(&app, &namespace, "run jobs")?.to_owned();
    let wanted = read_json(body).await?;
    check(&wanted)?;
    let job = app.world.start_job(&who, &namespace, &wanted);
    let Some(token) = wanted["secrets"]["SBX_TOKEN"].as_str() else { return Ok(answer_with(201, &job.record)) };
    let capacity = wanted["environment"]["SBX_CAPACITY"].as_str().and_then(|capacity| capacity.parse().ok());
    // Its server is at an address of its own, here.
    let origin = app.world.update(|state| {
        let (token, capacity) = (token.to_owned(), capacity.unwrap_or(0));
        let server = Server { token, capacity, slow: state.slow_sandboxes, ..Server::default() };
        state.sandboxes.insert(job.id.clone(), server);
        state.sandbox_domain.as_ref().map(|domain| format!("https://{}--49983.{domain}", job.id))
    });
    let origin = origin.unwrap_or_else(|| app.hub_url.clone());
    let url = format!("{origin}/_sbx/{}--49983.local", job.id);
    let change = |job: &mut Job| {
        job.record["status"]["exposeUrls"] = json!([url]);
        job.record.clone()
    };
    Ok(answer_with(201, &app.world.change_job(&namespace, &job.id, change).ok_or_else(not_found)?))
}

pub(super) fn check(wanted: &Value) -> Result<(), Refusal> {
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
    check_labels(&wanted["labels"])
}

pub(super) fn check_labels(labels: &Value) -> Result<(), Refusal> {
    let is_label = |text: &str| text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter));
    match labels
        .as_object()
        .into_iter()
        .flatten()
        .find(|(key, value)| !is_label(key) || !is_label(value.as_str().unwrap_or_default()))
    {
        Some((key, _)) => Err(Refusal::new(400, format!("Invalid label '{key}'"))),
        None => Ok(()),
    }
}

async fn list(question: Question, Path(namespace): Path<String>) -> Reply {
    seen(&question.app, &question.caller, &namespace)?;
    let asked = |name: &'static str| question.form.iter().filter(move |(key, _)| key == name).map(|(_, value)| value);
    let stages: Vec<&String> = asked("stage").collect();
    let is_meant = |job: &Value| {
        let stage = job["status"]["stage"].as_str().unwrap_or_default();
        (stages.is_empty() || stages.iter().any(|wanted| *wanted == stage))
            && asked("label").all(|label| label.split_once('=').is_some_and(|(key, value)| job["labels"][key] == value))
    };
    let jobs: Vec<Value> = question.app.world.jobs_of(&namespace).into_iter().rev().filter(is_meant).collect();
    page(&question, &jobs, question.app.options.page_size)
}

/// The job's owner, if the caller may see what that account runs.
pub(super) fn seen(app: &App, caller: &Caller, namespace: &str) -> Result<(), Refusal> {
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

async fn rerun(State(app): State<App>, Path((namespace, id)): Path<(String, String)>, caller: Caller) -> Reply {
    let who = caller.require_write(&app, &namespace, "run jobs")?.to_owned();
    let job = app.world.change_job(&namespace, &id, |job| job.record.clone()).ok_or_else(not_found)?;
    let mut again = app.world.start_job(&who, &namespace, &job).record;
    again["initiator"] = json!({"type": "duplicated-job", "id": id});
    Ok(answer_with(201, &again))
}

async fn label(
    State(app): State<App>,
    Path((namespace, id)): Path<(String, String)>,
    caller: Caller,
    body: Body,
) -> Reply {
    caller.require_write(&app, &namespace, "change jobs")?;
    let labels = read_json(body).await?["labels"].clone();
    check_labels(&labels)?;
    let change = |job: &mut Job| {
        job.record["labels"] = labels;
        job.record.clone()
    };
    Ok(answer(&app.world.change_job(&namespace, &id, change).ok_or_else(not_found)?))
}

async fn expose(
    State(app): State<App>,
    Path((namespace, id)): Path<(String, String)>,
    caller: Caller,
    body: Body,
) -> Reply {
    caller.require_write(&app, &namespace, "change jobs")?;
    let ports = read_json(body).await?;
    let change = |job: &mut Job| {
        if job.record["status"]["stage"] != "RUNNING" {
            return Err(Refusal::new(409, "Ports can only be updated on a running job"));
        }
        let urls = ports["ports"].as_array().into_iter().flatten().map(|port| format!("https://{id}--{port}.hf.jobs"));
        job.record["status"]["exposeUrls"] = urls.collect();
        job.record["expose"] = ports;
        Ok(job.record.clone())
    };
    Ok(answer(&app.world.change_job(&namespace, &id, change).ok_or_else(not_found)??))
}

async fn metrics(State(app): State<App>, Path((namespace, id)): Path<(String, String)>, caller: Caller) -> Reply {
    seen(&app, &caller, &namespace)?;
    let job = app.world.change_job(&namespace, &id, |job| job.clone()).ok_or_else(not_found)?;
    if job.record["status"]["stage"] != "RUNNING" {
        return Err(Refusal::new(406, "Metrics are only available for running jobs"));
    }
    let app = Arc::clone(&app);
    Ok(sse(job.script.metrics, move || app.world.end_job_log(&namespace, &id)))
}

async fn hardware() -> Reply {
    let gpu = json!({"type": "gpu", "model": "A10G", "quantity": "1", "vram": "24 GB", "manufacturer": "Nvidia"});
    let machine = |name: &str, pretty: &str, accelerator: Value, cost: f64| {
        json!({
            "name": name, "prettyName": pretty, "cpu": "4 vCPU", "ram": "15 GB", "ephemeralStorage": "50 GB",
            "accelerator": accelerator, "unitCostUSD": cost, "unitCostMicroUSD": 0, "unitLabel": "minute",
        })
    };
    Ok(answer(&json!([
        machine("cpu-basic", "CPU Basic", Value::Null, 0.000_167),
        machine("a10g-small", "Nvidia A10G - small", gpu, 0.016_667),
        machine("free", "Free", Value::Null, 0.0),
    ])))
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
