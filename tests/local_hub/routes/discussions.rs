//! Discussions and pull requests.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use git2::{DiffFormat, Oid};
use serde_json::{Value, json};

use super::api;
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, answer_with};
use crate::local_hub::visit::{Caller, Visit, read_json};
use crate::local_hub::world::accounts::{hex, object_id};
use crate::local_hub::world::commits::{Draft, Note};
use crate::local_hub::world::discussions::{Discussion, Opening};
use crate::local_hub::world::repos::{Content, Entry};
use crate::local_hub::world::timestamp;

/// How many a page has.
const PAGE: usize = 10;

pub(super) fn routes() -> Router<App> {
    let router = api(Router::new(), "/discussions", &get(list).post(create));
    let router = api(router, "/discussions/{num}", &get(details));
    let router = api(router, "/discussions/{num}/comment", &post(comment));
    let router = api(router, "/discussions/{num}/comment/{comment}/{action}", &post(change_comment));
    let router = router.route("/uploads", post(upload));
    let router = api(router, "/discussions/{num}/title", &post(title));
    let router = api(router, "/discussions/{num}/status", &post(status));
    api(router, "/discussions/{num}/merge", &post(merge))
}

async fn list(visit: Visit) -> Reply {
    let (kind, status) = (visit.query("type").unwrap_or("all"), visit.query("status").unwrap_or("all"));
    let fits = |discussion: &&Discussion| {
        let kind_fits = kind == "all" || (kind == "pull_request") == discussion.is_pull_request();
        let status_fits = status == "all" || (status == "closed") == discussion.is_closed();
        kind_fits && status_fits && visit.query("author").is_none_or(|author| author == discussion.author)
    };
    let all = &visit.repo.record.discussions;
    let found: Vec<_> = all.iter().rev().filter(fits).collect();
    let start = PAGE * visit.query("p").and_then(|page| page.parse().ok()).unwrap_or(0);
    let shown: Vec<_> = found.iter().skip(start).take(PAGE).map(|discussion| brief(&visit, discussion)).collect();
    Ok(answer(&json!({
        "discussions": shown, "count": found.len(), "start": start,
        "numClosedDiscussions": all.iter().filter(|discussion| discussion.is_closed()).count(),
    })))
}

fn brief(visit: &Visit, discussion: &Discussion) -> Value {
    let account = visit.app.world.account(&discussion.author);
    let fullname = account.as_ref().map_or(discussion.author.as_str(), |account| account.fullname.as_str());
    json!({
        "num": discussion.num, "title": discussion.title, "status": discussion.status,
        "author": {"name": discussion.author, "fullname": fullname, "type": "user",
                   "avatarUrl": format!("/avatars/{}.svg", discussion.author)},
        "repo": {"name": visit.id(), "type": visit.kind().word()}, "createdAt": timestamp(discussion.created),
        "isPullRequest": discussion.is_pull_request(), "pinned": false, "topReactions": [],
        "numComments": discussion.events.iter().filter(|event| event["type"] == "comment").count(),
    })
}

fn find(visit: &Visit) -> Result<&Discussion, Refusal> {
    let num = visit.word("num").parse::<u64>().ok();
    let found = visit.repo.record.discussions.iter().find(|discussion| Some(discussion.num) == num);
    found.ok_or_else(|| Refusal::new(404, "Discussion not found"))
}

async fn details(visit: Visit) -> Reply {
    let discussion = find(&visit)?;
    let mut reply = brief(&visit, discussion);
    reply["events"] = Value::from(discussion.events.clone());
    reply["locked"] = Value::from(false);
    if let Some(base) = &discussion.base {
        reply["changes"] = json!({"base": "refs/heads/main"});
        if let Some(commit) = &discussion.merge_commit {
            reply["changes"]["mergeCommitId"] = json!(commit);
        }
        reply["filesWithConflicts"] = json!(conflicts(&visit, discussion));
        if visit.flag("diff") {
            reply["diff"] = Value::from(diff(&visit, base, &discussion.reference()));
            let page = visit.repo.record.page();
            reply["diffUrl"] = json!(format!("{}/{page}/discussions/{}.diff", visit.app.hub_url, discussion.num));
        }
    }
    Ok(answer(&reply))
}

/// The files that changed on both sides since a pull request began.
fn conflicts(visit: &Visit, discussion: &Discussion) -> Vec<String> {
    let base = discussion.base.as_deref().and_then(|base| Oid::from_str(base).ok());
    let head = visit.repo.resolve(&discussion.reference());
    let (Some(base), Some(head), false) = (base, head, discussion.is_closed()) else { return vec![] };
    let [before, here, there] = [base, visit.repo.head(), head].map(|commit| visit.repo.files(commit));
    let has_changed = |now: &[Entry], path: &str| {
        let at = |files: &[Entry]| files.iter().find(|entry| entry.path == path).map(|entry| entry.oid);
        at(&before) != at(now)
    };
    let paths = there.iter().map(|entry| &entry.path);
    paths.filter(|path| has_changed(&there, path) && has_changed(&here, path)).cloned().collect()
}

/// A pull request as a patch.
fn diff(visit: &Visit, base: &str, reference: &str) -> String {
    let git = visit.repo.git();
    let tree = |revision: &str| visit.repo.resolve(revision).and_then(|oid| git.find_commit(oid).ok()?.tree().ok());
    let diff = git.diff_tree_to_tree(tree(base).as_ref(), tree(reference).as_ref(), None).unwrap();
    let mut text = String::new();
    diff.print(DiffFormat::Patch, |_, _, line| {
        if matches!(line.origin(), '+' | '-' | ' ') {
            text.push(line.origin());
        }
        text.push_str(&String::from_utf8_lossy(line.content()));
        true
    })
    .unwrap();
    text
}

async fn create(visit: Visit, body: Body) -> Reply {
    let name = visit.caller.require_write_token()?;
    let asked = read_json(body).await?;
    let title = asked["title"].as_str().unwrap_or_default().trim();
    if !(3..=200).contains(&title.len()) {
        return Err(Refusal::new(400, "\"title\" must have 3 to 200 characters"));
    }
    let is_pull_request = asked["pullRequest"] == true;
    let base = is_pull_request.then(|| visit.repo.head());
    let opening = Opening { title, text: asked["description"].as_str().unwrap_or_default(), base };
    let by = visit.app.world.author(name);
    let num = visit.app.world.open_discussion(visit.kind(), visit.id(), &by, &opening);
    let url = format!("{}/{}/discussions/{num}", visit.app.hub_url, visit.repo.record.page());
    Ok(answer_with(201, &json!({"num": num, "url": url, "pullRequest": is_pull_request})))
}

/// Changes the discussion of the address; refused unless the caller may.
fn change(visit: &Visit, alter: impl FnOnce(&mut Discussion) -> Value) -> Result<Value, Refusal> {
    let num = find(visit)?.num;
    let changed = visit.app.world.change_discussion(visit.kind(), visit.id(), num, alter);
    changed.ok_or_else(|| Refusal::new(404, "Discussion not found"))
}

fn require_manager(visit: &Visit) -> Result<(), Refusal> {
    let name = visit.caller.require_write_token()?;
    if find(visit)?.author == name { Ok(()) } else { visit.require_write().map(drop) }
}

async fn comment(visit: Visit, body: Body) -> Reply {
    let by = visit.app.world.author(visit.caller.require_write_token()?);
    let asked = read_json(body).await?;
    let text = asked["comment"].as_str().filter(|text| !text.trim().is_empty());
    let text = text.ok_or_else(|| Refusal::new(400, "\"comment\" is not allowed to be empty"))?;
    let event = change(&visit, |discussion| discussion.add_comment(text, &by))?;
    Ok(answer_with(201, &json!({"newMessage": event})))
}

/// Edits a comment, or hides it for good.
async fn change_comment(visit: Visit, body: Body) -> Reply {
    let by = visit.app.world.author(visit.caller.require_write_token()?);
    let asked = read_json(body).await?;
    let (id, is_edit) = (visit.word("comment").to_owned(), visit.word("action") == "edit");
    let is_it = |event: &Value| event["id"] == id.as_str() && event["type"] == "comment";
    let comment = find(&visit)?.events.iter().find(|event| is_it(event));
    let author = comment.ok_or_else(|| Refusal::new(404, "Comment not found"))?["author"]["name"].clone();
    if author != by.name.as_str() && (is_edit || visit.require_write().is_err()) {
        return Err(Refusal::new(403, "Forbidden: you cannot change this comment"));
    }
    let text = asked["content"].as_str().filter(|text| !text.trim().is_empty());
    if is_edit && text.is_none() {
        return Err(Refusal::new(400, "\"content\" is not allowed to be empty"));
    }
    let event = change(&visit, |discussion| {
        let event = discussion.events.iter_mut().find(|event| is_it(event)).expect("it was just found");
        event["data"]["edited"] = json!(is_edit || event["data"]["edited"] == true);
        event["data"]["hidden"] = json!(!is_edit || event["data"]["hidden"] == true);
        event["data"]["latest"]["raw"] = json!(text.unwrap_or("This comment has been hidden"));
        event.clone()
    })?;
    Ok(answer(&json!({"updatedComment": event})))
}

/// Stores a file that a comment shows.
async fn upload(State(app): State<App>, caller: Caller, headers: HeaderMap, body: Bytes) -> Reply {
    caller.require_write_token()?;
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    if !["image/", "video/", "audio/"].iter().any(|start| kind.starts_with(start)) {
        return Err(Refusal::new(400, format!("Unsupported content type {kind}")));
    }
    let url = format!("https://cdn.example/uploads/{}", object_id(&format!("{kind} {}", hex(&body))));
    app.world.update(|state| state.uploads.insert(url.clone(), (kind, body.len())));
    Ok(url.into_response())
}

async fn title(visit: Visit, body: Body) -> Reply {
    require_manager(&visit)?;
    let by = visit.app.world.author(visit.caller.require()?);
    let asked = read_json(body).await?;
    let title = asked["title"].as_str().unwrap_or_default().trim().to_owned();
    let event = change(&visit, |discussion| {
        let data = json!({"from": discussion.title, "to": title});
        discussion.title = title;
        discussion.add_event("title-change", &by, &data)
    })?;
    Ok(answer(&json!({"newTitle": event})))
}

async fn status(visit: Visit, body: Body) -> Reply {
    require_manager(&visit)?;
    let by = visit.app.world.author(visit.caller.require()?);
    let asked = read_json(body).await?;
    let status = asked["status"].as_str().filter(|status| matches!(*status, "open" | "closed" | "draft"));
    let status = status.ok_or_else(|| Refusal::new(400, "\"status\" must be one of [open, closed]"))?;
    if find(&visit)?.status == "merged" || find(&visit)?.status == status {
        return Err(Refusal::new(400, format!("The discussion is already {}", find(&visit)?.status)));
    }
    let event = change(&visit, |discussion| {
        if let Some(text) = asked["comment"].as_str() {
            discussion.add_comment(text, &by);
        }
        status.clone_into(&mut discussion.status);
        discussion.add_event("status-change", &by, &json!({"status": status}))
    })?;
    Ok(answer(&json!({"newStatus": event})))
}

async fn merge(visit: Visit, body: Body) -> Reply {
    let by = visit.app.world.author(visit.require_write()?);
    let asked = read_json(body).await?;
    let discussion = find(&visit)?;
    let Some(base) = discussion.base.as_deref().and_then(|base| Oid::from_str(base).ok()) else {
        return Err(Refusal::new(400, "This is not a pull request"));
    };
    if discussion.is_closed() {
        return Err(Refusal::new(400, format!("This pull request is {}", discussion.status)));
    }
    if !conflicts(&visit, discussion).is_empty() {
        return Err(Refusal::new(409, "There are conflicts"));
    }
    let _writing = visit.app.world.write_lock();
    let summary = format!("{} (#{})", discussion.title, discussion.num);
    let description = asked["comment"].as_str().unwrap_or_default();
    let note = Note { author: &by.name, summary: &summary, description, when: by.when };
    let commit = merge_commit(&visit, base, &discussion.reference(), &note);
    change(&visit, |discussion| {
        "merged".clone_into(&mut discussion.status);
        discussion.merge_commit = Some(commit.to_string());
        discussion.add_event("status-change", &by, &json!({"status": "merged"}))
    })?;
    Ok(answer(&json!({})))
}

/// Brings what a pull request changed since its base onto `main`.
fn merge_commit(visit: &Visit, base: Oid, reference: &str, note: &Note<'_>) -> Oid {
    let repo = &visit.repo;
    let (main, head) = (repo.head(), repo.resolve(reference).expect("a pull request has a branch"));
    let mut draft = Draft::new(repo, Some(main));
    let (before, after) = (repo.files(base), repo.files(head));
    for entry in after.iter().filter(|entry| !before.contains(entry)) {
        match &entry.content {
            Content::Large { sha256, size, .. } => draft.put_pointer(&entry.path, sha256, *size),
            _ => draft.put(&entry.path, &repo.blob(entry.oid)),
        }
    }
    for entry in before.iter().filter(|entry| !after.iter().any(|other| other.path == entry.path)) {
        draft.remove_file(&entry.path);
    }
    draft.commit("refs/heads/main", &[main, head], note)
}
