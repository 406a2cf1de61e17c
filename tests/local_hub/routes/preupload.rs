//! What the Hub says before an upload: how each file is to be sent, and whether a README's metadata can be read.

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::api;
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, answer_with};
use crate::local_hub::visit::{Visit, read_json};
use crate::local_hub::world::card;
use crate::local_hub::world::patterns::{Attributes, Ignores};
use crate::local_hub::world::seed::GITATTRIBUTES;

/// Larger files do not go into git.
pub(super) const LARGEST_REGULAR: u64 = 10 << 20;

pub(super) fn routes() -> Router<App> {
    let router = Router::new().route("/api/validate-yaml", post(validate_yaml));
    api(router, "/preupload/{rev}", &post(preupload))
}

async fn preupload(visit: Visit, body: Body) -> Reply {
    require_commit_rights(&visit)?;
    let commit = visit.commit()?;
    let asked = read_json(body).await?;
    let committed = |name: &str| visit.repo.text(commit, name);
    let attributes = Attributes::new(&committed(".gitattributes").unwrap_or_else(|| GITATTRIBUTES.to_owned()));
    let uploaded = asked["gitIgnore"].as_str().map(str::to_owned);
    let ignores = Ignores::new(&uploaded.or_else(|| committed(".gitignore")).unwrap_or_default());
    let questions = asked["files"].as_array().map_or(&[][..], Vec::as_slice);
    let paths: Option<Vec<&str>> = questions.iter().map(|file| file["path"].as_str()).collect();
    let paths = paths.ok_or_else(|| Refusal::new(400, "Every file needs a path"))?;
    let current = visit.repo.files_at(commit, &paths);
    let mut files = vec![];
    for ((file, path), current) in questions.iter().zip(paths).zip(current) {
        let sample = STANDARD.decode(file["sample"].as_str().unwrap_or_default()).unwrap_or_default();
        let size = file["size"].as_u64().unwrap_or(0);
        let large = attributes.is_large(path) || size > LARGEST_REGULAR || sample.contains(&0);
        files.push(json!({
            "path": path,
            "uploadMode": if large { "lfs" } else { "regular" },
            "shouldIgnore": ignores.ignores(path),
            "oid": current.map(|entry| entry.content_id()),
        }));
    }
    Ok(answer(&json!({"files": files})))
}

/// Refuses who may neither write here nor open (or continue) a pull request. Gives the caller's name.
pub(super) fn require_commit_rights(visit: &Visit) -> Result<&str, Refusal> {
    let revision = visit.word("rev");
    if visit.flag("create_pr") || revision.starts_with("refs/pr/") {
        return visit.caller.require_write_token();
    }
    visit.require_write()
}

async fn validate_yaml(body: Body) -> Result<Response, Refusal> {
    let asked = read_json(body).await?;
    let content = asked["content"].as_str().unwrap_or_default();
    let warnings = match card::metadata(content) {
        Err(broken) => {
            let errors = json!([{"message": describe(&broken)}]);
            return Ok(answer_with(400, &json!({"error": "Invalid metadata", "errors": errors, "warnings": []})));
        }
        Ok(None) => json!([{"message": "empty or missing yaml metadata in repo card"}]),
        Ok(Some(metadata)) if asked["repoType"] == "model" && !metadata.contains_key("license") => {
            json!([{"message": "\"license\" is missing"}])
        }
        Ok(Some(_)) => Value::Array(vec![]),
    };
    Ok(answer(&json!({"errors": [], "warnings": warnings})))
}

pub(super) fn describe(broken: &card::Broken) -> String {
    format!("Invalid YAML: {} in line {}", broken.1, broken.0)
}
