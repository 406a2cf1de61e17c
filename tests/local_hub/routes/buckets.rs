//! Buckets as a whole. Their files are in `bucket_files`.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::{get, put};
use serde_json::{Value, json};

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, page};
use crate::local_hub::visit::{Caller, Question, not_found, read_json};
use crate::local_hub::world::buckets::Bucket;

pub(super) type Id = Path<(String, String)>;

pub(super) fn routes() -> Router<App> {
    let one = "/api/buckets/{namespace}/{name}";
    Router::new()
        .route("/api/buckets/{namespace}", get(list))
        .route(one, get(look).post(create).delete(delete))
        .route(&format!("{one}/settings"), put(settings))
}

async fn create(State(app): State<App>, Path((namespace, name)): Id, caller: Caller, body: Body) -> Reply {
    let namespace = own_or(&caller, namespace)?;
    caller.require_write(&app, &namespace, "create a bucket")?;
    if wanted_name(&name).is_none() {
        return Err(Refusal::new(400, format!("Invalid bucket name: {name}")));
    }
    let wanted = read_json(body).await?;
    let id = format!("{namespace}/{name}");
    let created = app.world.create_bucket(&id, wanted["visibility"] == json!("private"));
    let said = json!({"url": format!("{}/buckets/{id}", app.hub_url)});
    if created {
        return Ok(answer(&said));
    }
    let url = said["url"].clone();
    Err(Refusal::new(409, "You already created this bucket").body(json!({"error": "exists", "url": url})))
}

/// `me` is the caller.
fn own_or(caller: &Caller, namespace: String) -> Result<String, Refusal> {
    if namespace == "me" { Ok(caller.require()?.to_owned()) } else { Ok(namespace) }
}

fn wanted_name(name: &str) -> Option<&str> {
    let is_fine = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    Some(name).filter(|name| name.len() <= 96 && name.chars().all(is_fine) && !name.starts_with(['.', '-']))
}

async fn list(Path(namespace): Path<String>, question: Question) -> Reply {
    let namespace = own_or(&question.caller, namespace)?;
    let is_member = question.caller.role_in(&question.app, &namespace).is_some();
    let search = question.query("search").unwrap_or_default().to_lowercase();
    let is_shown = |id: &str, bucket: &Bucket| {
        let name = id.strip_prefix(&format!("{namespace}/"));
        (is_member || !bucket.private) && name.is_some_and(|name| name.to_lowercase().contains(&search))
    };
    let shown: Vec<Value> = question.app.world.read(|state| {
        let all = state.buckets.all.iter().filter(|(id, bucket)| is_shown(id, bucket));
        all.map(|(id, bucket)| about(id, bucket)).collect()
    });
    page(&question, &shown, question.app.options.page_size)
}

/// Refuses who may not see the bucket.
pub(super) fn check(app: &App, id: &str, caller: &Caller) -> Result<(), Refusal> {
    look_at(app, (id, caller), |_| ())
}

/// What is wanted of the bucket, if the caller may see it.
pub(super) fn look_at<T>(
    app: &App,
    (id, caller): (&str, &Caller),
    look: impl FnOnce(&Bucket) -> T,
) -> Result<T, Refusal> {
    let namespace = id.split('/').next().unwrap_or_default();
    let is_member = caller.role_in(app, namespace).is_some();
    let seen = |bucket: &&Bucket| !bucket.private || is_member;
    app.world.read(|state| state.buckets.all.get(id).filter(seen).map(look)).ok_or_else(|| not_found(caller))
}

async fn look(State(app): State<App>, Path((namespace, name)): Id, caller: Caller) -> Reply {
    let id = format!("{namespace}/{name}");
    Ok(answer(&look_at(&app, (&id, &caller), |bucket| about(&id, bucket))?))
}

fn about(id: &str, bucket: &Bucket) -> Value {
    let size: u64 = bucket.files.values().map(|file| file.size).sum();
    json!({
        "id": id, "type": "bucket", "private": bucket.private, "createdAt": bucket.created, "size": size,
        "totalFiles": bucket.files.len(),
    })
}

async fn settings(State(app): State<App>, Path((namespace, name)): Id, caller: Caller, body: Body) -> Reply {
    let id = format!("{namespace}/{name}");
    check(&app, &id, &caller)?;
    caller.require_write(&app, &namespace, "change a bucket")?;
    let private = read_json(body).await?["private"].as_bool();
    let private = private.ok_or_else(|| Refusal::new(400, "\"private\" must be a boolean"))?;
    app.world.change_bucket(&id, |bucket| bucket.private = private);
    Ok(answer(&json!({"private": private})))
}

async fn delete(State(app): State<App>, Path((namespace, name)): Id, caller: Caller) -> Reply {
    let id = format!("{namespace}/{name}");
    check(&app, &id, &caller)?;
    caller.require_write(&app, &namespace, "delete a bucket")?;
    app.world.update(|state| state.buckets.all.remove(&id));
    Ok(axum::http::StatusCode::NO_CONTENT.into_response())
}

/// Gives a bucket another name; the rest of the route is that of repositories.
pub(super) fn rename(app: &App, caller: &Caller, from: &str, to: &str) -> Reply {
    check(app, from, caller)?;
    let (namespace, _) = to.split_once('/').ok_or_else(|| Refusal::new(400, "Invalid new name"))?;
    for namespace in [namespace, from.split('/').next().unwrap_or_default()] {
        caller.require_write(app, namespace, "move a bucket")?;
    }
    if app.world.bucket(to).is_some() {
        return Err(Refusal::new(409, format!("A bucket with this name already exists: {to}")));
    }
    app.world.update(|state| {
        let bucket = state.buckets.all.remove(from).unwrap();
        state.buckets.all.insert(to.to_owned(), bucket);
    });
    Ok(answer(&json!({"success": true})))
}
