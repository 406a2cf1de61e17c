//! What Spaces have beyond other repositories.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use crate::local_hub::App;
use crate::local_hub::reply::answer;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/api/spaces/templates", get(templates))
}

async fn templates() -> Response {
    answer(&json!({"templates": [
        {"name": "JupyterLab", "repoId": "SpacesExamples/jupyterlab", "sdk": "docker", "preferredPrivate": true},
        {"name": "chatbot", "repoId": "gradio-templates/chatbot", "sdk": "gradio", "preferredPrivate": false},
    ]}))
}
