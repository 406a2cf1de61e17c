//! What Spaces have beyond other repositories.

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Map, Value, json};

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer};
use crate::local_hub::visit::{Visit, read_json};
use crate::local_hub::world::timestamp;

pub(super) fn routes() -> Router<App> {
    let secrets = get(list_secrets).post(set_secret).delete(delete_secret);
    Router::new()
        .route("/api/spaces/templates", get(templates))
        .route("/api/spaces/{namespace}/{name}/secrets", secrets)
}

async fn templates() -> Response {
    answer(&json!({"templates": [
        {"name": "JupyterLab", "repoId": "SpacesExamples/jupyterlab", "sdk": "docker", "preferredPrivate": true},
        {"name": "chatbot", "repoId": "gradio-templates/chatbot", "sdk": "gradio", "preferredPrivate": false},
    ]}))
}

async fn list_secrets(visit: Visit) -> Reply {
    visit.require_write()?;
    Ok(answer(&without_values(visit.repo.record.secrets)))
}

async fn set_secret(visit: Visit, body: Body) -> Reply {
    visit.require_write()?;
    let wanted = read_json(body).await?;
    let key = wanted["key"].as_str().unwrap_or_default();
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if key.is_empty() || key.starts_with(|first: char| first.is_ascii_digit()) || !key.chars().all(is_name) {
        return Err(Refusal::new(400, format!("Invalid secret name: {key}")));
    }
    let mut secret = json!({"value": wanted["value"], "updatedAt": timestamp(visit.app.world.now())});
    if let Some(description) = wanted.get("description") {
        secret["description"] = description.clone();
    }
    let all = visit.app.world.change_repo(visit.kind(), visit.id(), |record| {
        record.secrets.insert(key.to_owned(), secret);
        record.secrets.clone()
    });
    Ok(answer(&without_values(all)))
}

async fn delete_secret(visit: Visit, body: Body) -> Reply {
    visit.require_write()?;
    let wanted = read_json(body).await?;
    let key = wanted["key"].as_str().unwrap_or_default();
    let left = visit.app.world.change_repo(visit.kind(), visit.id(), |record| {
        let gone = record.secrets.shift_remove(key);
        gone.map(|_| record.secrets.clone())
    });
    let left = left.ok_or_else(|| Refusal::new(404, format!("Secret not found: {key}")))?;
    Ok(answer(&without_values(left)))
}

/// Nobody reads a value again.
fn without_values(mut secrets: Map<String, Value>) -> Value {
    for (_, secret) in &mut secrets {
        secret.as_object_mut().expect("a secret is an object").shift_remove("value");
    }
    Value::from(secrets)
}
