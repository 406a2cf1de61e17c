//! Jobs that run by a schedule. Nothing is ever due: they run when they are triggered.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::{get, post, put};
use serde_json::{Value, json};

use super::jobs::{check, check_labels, seen};
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, answer_with};
use crate::local_hub::visit::{Caller, Question, read_json};

const NEXT: &str = "2026-01-02T00:00:00.000Z";

pub(super) fn routes() -> Router<App> {
    let one = "/api/scheduled-jobs/{namespace}/{id}";
    Router::new()
        .route("/api/scheduled-jobs/{namespace}", get(list).post(create))
        .route(one, get(look).delete(remove))
        .route(&format!("{one}/labels"), put(label))
        .route(&format!("{one}/schedule"), post(reschedule))
        .route(&format!("{one}/run"), post(trigger))
        .route(&format!("{one}/{{action}}"), post(switch))
}

fn not_found() -> Refusal {
    Refusal::new(404, "Scheduled job not found")
}

fn check_schedule(schedule: &Value) -> Result<(), Refusal> {
    let text = schedule.as_str().unwrap_or_default();
    let is_known = ["@annually", "@yearly", "@monthly", "@weekly", "@daily", "@hourly"].contains(&text);
    if is_known || text.split(' ').count() == 5 {
        return Ok(());
    }
    Err(Refusal::new(400, format!("Invalid schedule: '{text}' is not a valid CRON expression")))
}

async fn list(question: Question, Path(namespace): Path<String>) -> Reply {
    seen(&question.app, &question.caller, &namespace)?;
    let wanted = question.query("label").and_then(|label| label.split_once('='));
    let is_meant = |job: &&Value| {
        job["owner"]["name"] == namespace.as_str()
            && wanted.is_none_or(|(key, value)| job["jobSpec"]["labels"][key] == value)
    };
    Ok(answer(&question.app.world.read(|state| state.jobs.scheduled.iter().filter(is_meant).cloned().collect())))
}

async fn create(State(app): State<App>, Path(namespace): Path<String>, caller: Caller, body: Body) -> Reply {
    let who = caller.require_write(&app, &namespace, "schedule jobs")?.to_owned();
    let wanted = read_json(body).await?;
    check_schedule(&wanted["schedule"])?;
    check(&wanted["jobSpec"])?;
    Ok(answer_with(201, &app.world.schedule_job(&who, &namespace, &wanted)))
}

async fn look(State(app): State<App>, Path((namespace, id)): Path<(String, String)>, caller: Caller) -> Reply {
    seen(&app, &caller, &namespace)?;
    Ok(answer(&app.world.change_scheduled_job(&namespace, &id, |job| job.clone()).ok_or_else(not_found)?))
}

async fn remove(State(app): State<App>, Path((namespace, id)): Path<(String, String)>, caller: Caller) -> Reply {
    caller.require_write(&app, &namespace, "delete schedules")?;
    app.world.change_scheduled_job(&namespace, &id, |_| ()).ok_or_else(not_found)?;
    app.world.update(|state| state.jobs.scheduled.retain(|job| job["id"] != id.as_str()));
    Ok(axum::http::StatusCode::NO_CONTENT.into_response())
}

/// Changes one that exists, and answers with it.
fn change(app: &App, (namespace, id): &(String, String), caller: &Caller, change: impl FnOnce(&mut Value)) -> Reply {
    caller.require_write(app, namespace, "change schedules")?;
    let changed = app.world.change_scheduled_job(namespace, id, |job| {
        change(job);
        job.clone()
    });
    Ok(answer(&changed.ok_or_else(not_found)?))
}

async fn label(State(app): State<App>, path: Path<(String, String)>, caller: Caller, body: Body) -> Reply {
    let labels = read_json(body).await?["labels"].clone();
    check_labels(&labels)?;
    change(&app, &path, &caller, |job| job["jobSpec"]["labels"] = labels)
}

async fn reschedule(State(app): State<App>, path: Path<(String, String)>, caller: Caller, body: Body) -> Reply {
    let schedule = read_json(body).await?["schedule"].clone();
    check_schedule(&schedule)?;
    change(&app, &path, &caller, |job| job["schedule"] = schedule)
}

async fn switch(
    State(app): State<App>,
    Path((namespace, id, action)): Path<(String, String, String)>,
    caller: Caller,
) -> Reply {
    let suspend = match action.as_str() {
        "suspend" => true,
        "resume" => false,
        _ => return Err(not_found()),
    };
    change(&app, &(namespace, id), &caller, |job| {
        job["suspend"] = json!(suspend);
        job["status"]["nextJobRunAt"] = if suspend { Value::Null } else { json!(NEXT) };
    })
}

async fn trigger(State(app): State<App>, Path((namespace, id)): Path<(String, String)>, caller: Caller) -> Reply {
    let who = caller.require_write(&app, &namespace, "run jobs")?.to_owned();
    let scheduled = app.world.change_scheduled_job(&namespace, &id, |job| job.clone()).ok_or_else(not_found)?;
    let last = scheduled["status"]["lastJob"]["id"].as_str().unwrap_or_default();
    let runs = app.world.jobs_of(&namespace).iter().any(|job| job["id"] == last && job["status"]["stage"] == "RUNNING");
    if runs && scheduled["concurrency"] != json!(true) {
        return Err(Refusal::new(409, "Another instance of this scheduled job is already running"));
    }
    let mut record = app.world.start_job(&who, &namespace, &scheduled["jobSpec"]).record;
    record["initiator"] = json!({"type": "scheduled-job", "id": id});
    let last = json!({"id": record["id"], "at": record["createdAt"]});
    app.world.change_scheduled_job(&namespace, &id, |job| job["status"]["lastJob"] = last);
    Ok(answer_with(201, &record))
}
