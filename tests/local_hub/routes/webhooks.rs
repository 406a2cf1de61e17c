//! Webhooks of an account.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::{Value, json};

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer};
use crate::local_hub::visit::{Caller, read_json};
use crate::local_hub::world::accounts::object_id;

pub(super) fn routes() -> Router<App> {
    let one = "/api/settings/webhooks/{id}";
    Router::new()
        .route("/api/settings/webhooks", get(list).post(create))
        .route(one, get(show).post(update).delete(remove))
        .route(&format!("{one}/{{action}}"), post(switch))
}

/// Without its owner.
fn shown(webhook: &Value) -> Value {
    let mut shown = webhook.clone();
    shown.as_object_mut().unwrap().shift_remove("owner");
    shown
}

fn find(app: &App, caller: &Caller, id: &str) -> Result<Value, Refusal> {
    let owner = caller.require()?;
    let found =
        app.world.read(|state| state.webhooks.iter().find(|one| one["id"] == id && one["owner"] == owner).cloned());
    found.ok_or_else(|| Refusal::new(404, "Webhook not found"))
}

/// Changes one that was found, and answers with it.
fn change(app: &App, id: &str, change: impl FnOnce(&mut Value)) -> Reply {
    let changed = app.world.update(|state| {
        let webhook = state.webhooks.iter_mut().find(|one| one["id"] == id).expect("it was just found");
        change(webhook);
        shown(webhook)
    });
    Ok(answer(&json!({"webhook": changed, "registeredWebhooks": []})))
}

async fn list(State(app): State<App>, caller: Caller) -> Reply {
    let owner = caller.require()?;
    let all = app.world.read(|state| state.webhooks.clone());
    Ok(answer(&all.iter().filter(|one| one["owner"] == owner).map(shown).collect()))
}

async fn show(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Reply {
    Ok(answer(&json!({"webhook": shown(&find(&app, &caller, &id)?), "registeredWebhooks": []})))
}

/// What a body says of a webhook. The list of what is watched is taken as it is.
fn apply(webhook: &mut Value, body: &Value) {
    for key in ["url", "domains", "secret", "watched"] {
        if let Some(value) = body.get(key) {
            webhook[key] = value.clone();
        }
    }
    if body.get("url").is_some() {
        webhook.as_object_mut().unwrap().shift_remove("job");
    }
    if let Some(source) = body.get("jobSourceId") {
        let names: Vec<&String> = body["secrets"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
        webhook.as_object_mut().unwrap().shift_remove("url");
        webhook["job"] = json!({"dockerImage": "python:3.12", "command": ["echo", source], "secrets": names});
    }
}

fn check(body: &Value) -> Result<(), Refusal> {
    let is_address = |url: &str| url.starts_with("https://") || url.starts_with("http://");
    if body["url"].as_str().is_some_and(|url| !is_address(url)) {
        return Err(Refusal::new(400, "\"url\" must be a valid uri"));
    }
    let is_empty = body["watched"].as_array().is_none_or(|watched| watched.is_empty());
    if is_empty { Err(Refusal::new(400, "\"watched\" must contain at least 1 items")) } else { Ok(()) }
}

async fn create(State(app): State<App>, caller: Caller, body: Body) -> Reply {
    let owner = caller.require_write_token()?.to_owned();
    let body = read_json(body).await?;
    check(&body)?;
    let id = object_id(&format!("webhook {}", app.world.now()));
    let mut webhook = json!({"owner": owner, "id": id, "disabled": false});
    apply(&mut webhook, &body);
    app.world.update(|state| state.webhooks.push(webhook.clone()));
    Ok(answer(&json!({"webhook": shown(&webhook), "registeredWebhooks": []})))
}

async fn update(State(app): State<App>, caller: Caller, Path(id): Path<String>, body: Body) -> Reply {
    caller.require_write_token()?;
    find(&app, &caller, &id)?;
    let body = read_json(body).await?;
    check(&body)?;
    change(&app, &id, |webhook| apply(webhook, &body))
}

async fn switch(State(app): State<App>, caller: Caller, Path((id, action)): Path<(String, String)>) -> Reply {
    caller.require_write_token()?;
    find(&app, &caller, &id)?;
    if !["enable", "disable"].contains(&action.as_str()) {
        return Err(Refusal::new(404, "Not found"));
    }
    change(&app, &id, |webhook| webhook["disabled"] = json!(action == "disable"))
}

async fn remove(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Reply {
    caller.require_write_token()?;
    find(&app, &caller, &id)?;
    app.world.update(|state| state.webhooks.retain(|one| one["id"] != id));
    Ok("OK".into_response())
}
