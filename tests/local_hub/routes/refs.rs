//! Branches, tags, pull request branches.

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::api;
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer};
use crate::local_hub::visit::{Visit, read_json};
use crate::local_hub::world::commits::{Note, is_reference_name};

pub(super) fn routes() -> Router<App> {
    let router = api(Router::new(), "/refs", &get(list));
    let router = api(router, "/branch/{rev}", &post(create_branch).delete(delete_branch));
    api(router, "/tag/{rev}", &post(create_tag).delete(delete_tag))
}

async fn list(visit: Visit) -> Response {
    let references = visit.repo.references();
    let group = |prefix: &str, cut: &str| -> Vec<Value> {
        let inside = references.iter().filter(|(name, _)| name.starts_with(prefix));
        inside
            .map(|(name, commit)| json!({"name": &name[cut.len()..], "ref": name, "targetCommit": commit.to_string()}))
            .collect()
    };
    let mut reply = json!({
        "branches": group("refs/heads/", "refs/heads/"),
        "converts": group("refs/convert/", "refs/convert/"),
        "tags": group("refs/tags/", "refs/tags/"),
    });
    if visit.flag("include_prs") {
        reply["pullRequests"] = Value::from(group("refs/pr/", "refs/"));
    }
    answer(&reply)
}

async fn create_branch(visit: Visit, body: Body) -> Reply {
    visit.require_write()?;
    let wanted = read_json(body).await?;
    let name = visit.word("rev");
    if name.starts_with("refs/") || !is_reference_name(name) {
        return Err(Refusal::new(400, format!("Invalid reference name {name}")));
    }
    let reference = format!("refs/heads/{name}");
    if visit.repo.resolve(&reference).is_some() {
        return Err(Refusal::new(409, format!("Reference already exists: {reference}")));
    }
    let start = wanted["startingPoint"].as_str().unwrap_or("main");
    let commit = visit.repo.resolve(start).ok_or_else(|| Refusal::no_revision(start))?;
    visit.repo.set_reference(&reference, commit);
    Ok((StatusCode::CREATED, "Created").into_response())
}

async fn delete_branch(visit: Visit) -> Reply {
    visit.require_write()?;
    let name = visit.word("rev");
    if name == "main" {
        return Err(Refusal::new(403, "Cannot delete the main branch"));
    }
    delete(&visit, &format!("refs/heads/{name}"))
}

async fn create_tag(visit: Visit, body: Body) -> Reply {
    let author = visit.require_write()?;
    let wanted = read_json(body).await?;
    let name = wanted["tag"].as_str().unwrap_or_default();
    if !is_reference_name(name) {
        return Err(Refusal::new(400, format!("Invalid tag name {name}")));
    }
    let commit = visit.commit()?;
    if visit.repo.resolve(&format!("refs/tags/{name}")).is_some() {
        return Err(Refusal::new(409, format!("Tag reference exists already: refs/tags/{name}")));
    }
    let summary = wanted["message"].as_str().unwrap_or_default();
    visit.repo.tag(name, commit, &Note { author, summary, description: "", when: visit.app.world.now() });
    Ok((StatusCode::CREATED, "Created").into_response())
}

async fn delete_tag(visit: Visit) -> Reply {
    visit.require_write()?;
    delete(&visit, &format!("refs/tags/{}", visit.word("rev")))
}

fn delete(visit: &Visit, reference: &str) -> Reply {
    if !visit.repo.delete_reference(reference) {
        return Err(Refusal::new(404, format!("Reference not found: {reference}")).code("RevisionNotFound"));
    }
    Ok("OK".into_response())
}
