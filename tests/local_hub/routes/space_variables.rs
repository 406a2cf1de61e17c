//! The secrets and the variables of Spaces.

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use serde_json::{Map, Value, json};

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer};
use crate::local_hub::visit::{Visit, read_json};
use crate::local_hub::world::repos::Record;
use crate::local_hub::world::timestamp;

pub(super) fn routes() -> Router<App> {
    let methods = get(list).post(set).delete(remove);
    Router::new()
        .route("/api/spaces/{namespace}/{name}/secrets", methods.clone())
        .route("/api/spaces/{namespace}/{name}/variables", methods)
}

/// Whether the address is that of secrets.
fn are_secrets(visit: &Visit) -> bool {
    visit.uri.path().ends_with("/secrets")
}

fn noun(visit: &Visit) -> &'static str {
    if are_secrets(visit) { "secret" } else { "variable" }
}

fn all_of(record: &mut Record, secrets: bool) -> &mut Map<String, Value> {
    if secrets { &mut record.secrets } else { &mut record.machine.variables }
}

/// Nobody reads the value of a secret again.
fn shown(visit: &Visit, mut all: Map<String, Value>) -> Value {
    if are_secrets(visit) {
        for (_, secret) in &mut all {
            secret.as_object_mut().expect("a secret is an object").shift_remove("value");
        }
    }
    Value::from(all)
}

async fn list(visit: Visit) -> Reply {
    if are_secrets(&visit) {
        visit.require_write()?;
    }
    let all = all_of(&mut visit.repo.record.clone(), are_secrets(&visit)).clone();
    Ok(answer(&shown(&visit, all)))
}

async fn set(visit: Visit, body: Body) -> Reply {
    visit.require_write()?;
    let wanted = read_json(body).await?;
    let key = wanted["key"].as_str().unwrap_or_default();
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if key.is_empty() || key.starts_with(|first: char| first.is_ascii_digit()) || !key.chars().all(is_name) {
        return Err(Refusal::new(400, format!("Invalid {} name: {key}", noun(&visit))));
    }
    let secrets = are_secrets(&visit);
    if all_of(&mut visit.repo.record.clone(), !secrets).contains_key(key) {
        let other = if secrets { "variable" } else { "secret" };
        return Err(Refusal::new(409, format!("Collision: {key} already exists as a {other}")));
    }
    let mut value = json!({"value": wanted["value"], "updatedAt": timestamp(visit.app.world.now())});
    if let Some(description) = wanted.get("description") {
        value["description"] = description.clone();
    }
    let all = visit.app.world.change_repo(visit.kind(), visit.id(), |record| {
        all_of(record, secrets).insert(key.to_owned(), value);
        all_of(record, secrets).clone()
    });
    Ok(answer(&shown(&visit, all)))
}

async fn remove(visit: Visit, body: Body) -> Reply {
    visit.require_write()?;
    let wanted = read_json(body).await?;
    let key = wanted["key"].as_str().unwrap_or_default();
    let secrets = are_secrets(&visit);
    let left = visit.app.world.change_repo(visit.kind(), visit.id(), |record| {
        let gone = all_of(record, secrets).shift_remove(key);
        gone.map(|_| all_of(record, secrets).clone())
    });
    let noun = if secrets { "Secret" } else { "Variable" };
    let left = left.ok_or_else(|| Refusal::new(404, format!("{noun} not found: {key}")))?;
    Ok(answer(&shown(&visit, left)))
}
