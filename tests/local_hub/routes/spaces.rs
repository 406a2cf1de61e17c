//! What Spaces have beyond other repositories.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use super::repos::describe;
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer};
use crate::local_hub::visit::Question;
use crate::local_hub::world::kinds::Kind;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/api/spaces/templates", get(templates)).route("/api/spaces/semantic-search", get(search))
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
