//! GitHub, as far as extensions ask it: pages, files, the newest commit, archives, and a search.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer};
use crate::local_hub::world::github::Source;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/_github/{owner}/{repo}", get(page))
        .route("/_github/{owner}/{repo}/info/refs", get(refs))
        .route("/_github/{owner}/{repo}/archive/{name}", get(archive))
        .route("/_github/raw/{owner}/{repo}/HEAD/{*path}", get(file))
        .route("/_github/api/v3/search/repositories", get(search))
}

fn source(app: &App, owner: &str, repo: &str) -> Result<(String, Source), Refusal> {
    let id = format!("{owner}/{}", repo.trim_end_matches(".git"));
    let found = app.world.read(|state| state.github.get(&id).cloned());
    Ok((id, found.ok_or_else(|| Refusal::new(404, "Not Found").plain())?))
}

async fn page(State(app): State<App>, Path((owner, repo)): Path<(String, String)>) -> Reply {
    let (id, source) = source(&app, &owner, &repo)?;
    let about = format!("<html><head><meta name=\"description\" content=\"{} - {id}\"></head></html>", source.about);
    Ok(([("content-type", "text/html")], about).into_response())
}

async fn refs(State(app): State<App>, Path((owner, repo)): Path<(String, String)>) -> Reply {
    let (_, source) = source(&app, &owner, &repo)?;
    let lines = [format!("{} HEAD\0multi_ack symref=HEAD:refs/heads/main\n", source.commit)];
    let lines = lines.iter().map(|line| format!("{:04x}{line}", line.len() + 4)).collect::<String>();
    Ok(format!("001e# service=git-upload-pack\n0000{lines}0000").into_response())
}

async fn file(State(app): State<App>, Path((owner, repo, path)): Path<(String, String, String)>) -> Reply {
    let (_, source) = source(&app, &owner, &repo)?;
    let text = source.files.get(&path).cloned();
    Ok(text.ok_or_else(|| Refusal::new(404, "404: Not Found").plain())?.into_response())
}

async fn archive(State(app): State<App>, Path((owner, repo, _)): Path<(String, String, String)>) -> Reply {
    let (_, source) = source(&app, &owner, &repo)?;
    Ok(Response::new(Body::from(source.archive)))
}

async fn search(State(app): State<App>) -> Reply {
    let all = app.world.read(|state| state.github.clone());
    let found = all.iter().filter(|(_, source)| source.is_found);
    let mut items: Vec<_> = found
        .map(|(id, source)| {
            let about = Some(&source.about).filter(|about| !about.is_empty());
            let name = id.split('/').next_back();
            json!({"name": name, "full_name": id, "stargazers_count": source.stars, "description": about})
        })
        .collect();
    items.sort_by_key(|item| std::cmp::Reverse(item["stargazers_count"].as_u64()));
    Ok(answer(&json!({"total_count": items.len(), "items": items})))
}
