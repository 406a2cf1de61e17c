//! What Spaces have beyond other repositories.

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Map, Value, json};

use super::repos::describe;
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer};
use crate::local_hub::visit::{Question, Visit, read_json};
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::timestamp;

pub(super) fn routes() -> Router<App> {
    let secrets = get(list_secrets).post(set_secret).delete(delete_secret);
    Router::new()
        .route("/api/spaces/templates", get(templates))
        .route("/api/spaces/semantic-search", get(search))
        .route("/api/spaces/{namespace}/{name}/secrets", secrets)
}

async fn templates() -> Response {
    answer(&json!({"templates": [
        {"name": "JupyterLab", "repoId": "SpacesExamples/jupyterlab", "sdk": "docker", "preferredPrivate": true},
        {"name": "chatbot", "repoId": "gradio-templates/chatbot", "sdk": "gradio", "preferredPrivate": false},
    ]}))
}

/// The public Spaces whose id or title has a word of the query, those with more words first.
async fn search(question: Question) -> Reply {
    let query = question.query("q").unwrap_or_default().to_lowercase();
    if query.is_empty() {
        return Err(Refusal::new(400, "\"q\" is not allowed to be empty"));
    }
    let words: Vec<&str> = query.split_whitespace().collect();
    let named = |name: &str| {
        question.form.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    let (sdks, tags) = (named("sdk"), named("filter"));
    let mut found: Vec<(f64, Value)> = vec![];
    for repo in
        question.app.world.repos().iter().filter(|repo| repo.record.kind == Kind::Space && !repo.record.is_private())
    {
        let about = describe(repo, repo.head(), false);
        let title = about["cardData"]["title"].clone();
        let text = format!("{} {title}", repo.record.id).to_lowercase();
        let score = words.iter().filter(|word| text.contains(**word)).count() as f64 / words.len() as f64;
        let is_running = about["runtime"]["stage"] == "RUNNING" || question.flag("includeNonRunning");
        let has_sdk = sdks.is_empty() || sdks.iter().any(|sdk| about["sdk"] == *sdk);
        let has_tags = tags.iter().all(|tag| about["tags"].as_array().unwrap().iter().any(|own| own == tag));
        if score > 0.0 && is_running && has_sdk && has_tags {
            found.push((
                score,
                json!({
                    "id": repo.record.id, "title": title, "sdk": about["sdk"], "likes": about["likes"],
                    "runtime": about["runtime"], "ai_short_description": about.get("ai_short_description"),
                    "ai_category": about.get("ai_category"), "semanticRelevancyScore": score,
                }),
            ));
        }
    }
    found.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    Ok(answer(&found.into_iter().map(|(_, space)| space).collect()))
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
