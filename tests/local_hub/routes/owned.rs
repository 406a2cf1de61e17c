//! The repositories of an account, and copies of others'.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::api;
use super::repos::visibility;
use super::space_machine::refuse_unknown;
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, page};
use crate::local_hub::visit::{Question, Visit, read_json};
use crate::local_hub::world::repos::{Content, Record};
use crate::local_hub::world::timestamp;

pub(super) fn routes() -> Router<App> {
    let router = Router::new()
        .route("/api/settings/repositories", get(own))
        .route("/api/organizations/{name}/settings/repositories", get(of_organisation));
    api(router, "/duplicate", &post(duplicate))
}

async fn own(question: Question) -> Reply {
    let name = question.caller.require()?.to_owned();
    list(&question, &name)
}

async fn of_organisation(Path(name): Path<String>, question: Question) -> Reply {
    question.caller.require()?;
    if question.app.world.account(&name).is_none_or(|account| !account.is_organisation()) {
        return Err(Refusal::new(404, "Organization not found"));
    }
    if question.caller.role_in(&question.app, &name).is_none() {
        return Err(Refusal::new(403, "Forbidden"));
    }
    list(&question, &name)
}

/// The largest first.
fn list(question: &Question, namespace: &str) -> Reply {
    let repos = question.app.world.repos().into_iter().filter(|repo| repo.record.namespace() == namespace);
    let mut repos: Vec<_> = repos
        .map(|repo| {
            let size = repo.files(repo.head()).iter().map(|entry| entry.size()).sum::<u64>();
            (size, repo)
        })
        .collect();
    repos.sort_by_key(|(size, repo)| (std::cmp::Reverse(*size), repo.record.id.clone()));
    let total: u64 = repos.iter().map(|(size, _)| size).sum();
    let shown = repos.iter().map(|(size, repo)| {
        let updated = repo.log(repo.head()).first().map_or(repo.record.created, |change| change.when);
        json!({"id": repo.record.id, "type": repo.record.kind.word(), "updatedAt": timestamp(updated),
               "visibility": repo.record.visibility, "storage": size,
               "storagePercent": *size as f64 * 100.0 / total.max(1) as f64})
    });
    page(question, &shown.collect::<Vec<Value>>(), question.app.options.page_size)
}

async fn duplicate(visit: Visit, body: Body) -> Reply {
    let body = read_json(body).await?;
    visit.require_content()?;
    refuse_unknown(body["hardware"].as_str())?;
    let id = body["repository"].as_str().unwrap_or_default().to_owned();
    let namespace = id.split_once('/').ok_or_else(|| Refusal::new(400, "Invalid repository"))?.0;
    visit.caller.require_write(&visit.app, namespace, "create a repository")?;
    let record = Record::new(visit.kind(), &id, visit.app.world.now());
    let url = format!("{}/{}", visit.app.hub_url, record.page());
    if visit.app.world.repo(visit.kind(), &id).is_some() {
        return Err(Refusal::new(409, "You already created this repo").body(json!({"error": "exists", "url": url})));
    }
    let large = visit.repo.files(visit.repo.head()).iter().any(|entry| matches!(entry.content, Content::Large { .. }));
    let source = &visit.repo.record;
    let visibility = visibility(&body, visit.kind())?.unwrap_or_else(|| source.visibility.clone());
    let record = Record { visibility, sdk: source.sdk.clone(), gated: source.gated.clone(), ..record };
    visit.app.world.duplicate_repo(&visit.repo, record);
    Ok(answer(&json!({"url": url, "filesCopyPending": large})))
}
