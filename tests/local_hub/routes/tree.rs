//! What a commit holds: folders, single paths, and the log.

use std::rc::Rc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header;
use axum::response::Response;
use axum::routing::{get, post};
use git2::Oid;
use serde_json::{Value, json};

use super::api;
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, page, page_of, read_form};
use crate::local_hub::visit::Visit;
use crate::local_hub::world::history::Change;
use crate::local_hub::world::repos::{Content, Entry};
use crate::local_hub::world::timestamp;

pub(super) fn routes() -> Router<App> {
    let router = api(Router::new(), "/tree/{rev}", &get(tree));
    let router = api(router, "/tree/{rev}/{*path}", &get(tree));
    let router = api(router, "/paths-info/{rev}", &post(paths_info));
    api(router, "/commits/{rev}", &get(commits))
}

async fn tree(visit: Visit) -> Reply {
    let commit = visit.commit()?;
    let path = visit.word("path").trim_matches('/');
    let entries = match visit.repo.list(commit, path, visit.flag("recursive")) {
        Some(entries) => entries,
        None => Rc::new(vec![visit.repo.entry(commit, path).ok_or_else(|| {
            let message = format!("{path} does not exist on \"{}\"", visit.word("rev"));
            Refusal::no_entry(message)
        })?]),
    };
    let shown = |part: &[Entry]| show(&visit, commit, part, visit.flag("expand"));
    page_of(&visit, &entries, (visit.app.options.page_size, shown))
}

async fn paths_info(visit: Visit, body: Body) -> Reply {
    let commit = visit.commit()?;
    let bytes = to_bytes(body, 16 << 20).await.map_err(|error| Refusal::new(400, error.to_string()))?;
    let text = String::from_utf8_lossy(&bytes);
    let is_json =
        visit.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let (paths, expand) = if is_json { asked_in_json(&text)? } else { asked_in_form(&text) };
    let entries: Vec<_> = paths.iter().filter_map(|path| visit.repo.entry(commit, path.trim_matches('/'))).collect();
    Ok(answer(&Value::from(show(&visit, commit, &entries, expand))))
}

fn asked_in_json(text: &str) -> Result<(Vec<String>, bool), Refusal> {
    let asked: Value = serde_json::from_str(text).map_err(|_| Refusal::new(400, "Invalid JSON"))?;
    let paths = match &asked["paths"] {
        Value::Array(paths) => paths.iter().filter_map(|path| path.as_str().map(str::to_owned)).collect(),
        one => one.as_str().map(str::to_owned).into_iter().collect(),
    };
    Ok((paths, asked["expand"] == Value::Bool(true)))
}

fn asked_in_form(text: &str) -> (Vec<String>, bool) {
    let form = read_form(text);
    let expand = form.iter().any(|(name, value)| name == "expand" && value.eq_ignore_ascii_case("true"));
    (form.into_iter().filter(|(name, _)| name == "paths").map(|(_, path)| path).collect(), expand)
}

fn show(visit: &Visit, commit: Oid, entries: &[Entry], expand: bool) -> Vec<Value> {
    let last = expand.then(|| visit.repo.last_changes(commit));
    let item = |entry: &Entry| {
        let mut item = show_entry(entry);
        if let Some(hash) = visit.app.xet_hash(&entry.content) {
            item["xetHash"] = Value::from(hash);
        }
        if let Some(change) = last.as_ref().and_then(|last| last.get(&entry.path)) {
            item["lastCommit"] =
                json!({"id": change.oid.to_string(), "title": change.title, "date": timestamp(change.when)});
        }
        if expand && entry.content != Content::Folder {
            item["securityFileStatus"] = json!({
                "status": "unscanned", "avScan": {"status": "unscanned"},
                "pickleImportScan": {"status": "unscanned", "pickleImports": []},
            });
        }
        item
    };
    entries.iter().map(item).collect()
}

fn show_entry(entry: &Entry) -> Value {
    let oid = entry.oid.to_string();
    match &entry.content {
        Content::Folder => json!({"type": "directory", "oid": oid, "size": 0, "path": entry.path}),
        Content::Regular(size) => json!({"type": "file", "oid": oid, "size": size, "path": entry.path}),
        Content::Large { sha256, size, pointer_size } => json!({
            "type": "file", "oid": oid, "size": size,
            "lfs": {"oid": sha256, "size": size, "pointerSize": pointer_size}, "path": entry.path,
        }),
    }
}

async fn commits(visit: Visit) -> Reply {
    let log = visit.repo.log(visit.commit()?);
    let formatted = visit.form.iter().any(|(name, value)| name.starts_with("expand") && value == "formatted");
    let items: Vec<_> = log.iter().map(|change| show_change(change, formatted)).collect();
    let mut response: Response = page(&visit, &items, visit.app.options.page_size.min(50))?;
    response.headers_mut().insert("x-total-count", items.len().into());
    Ok(response)
}

fn show_change(change: &Change, formatted: bool) -> Value {
    let mut item = json!({
        "id": change.oid.to_string(), "title": change.title, "message": change.message,
        "authors": [{"user": change.author, "avatar": format!("/avatars/{}.svg", change.author)}],
        "date": timestamp(change.when),
    });
    if formatted {
        item["formatted"] = json!({"title": change.title, "message": format!("<p>{}</p>", change.message)});
    }
    item
}
