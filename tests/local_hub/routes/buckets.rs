//! Buckets: creating them, looking at them, their files, and batches of operations.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::xet::token;
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, answer_with, page};
use crate::local_hub::visit::{Caller, Question, read_json};
use crate::local_hub::world::buckets::{Bucket, BucketFile};
use crate::local_hub::world::timestamp;

/// The hash of an empty file.
const EMPTY: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const LONGEST_BATCH: usize = 16 << 20;

type Id = Path<(String, String)>;

pub(super) fn routes() -> Router<App> {
    let one = "/api/buckets/{namespace}/{name}";
    Router::new()
        .route(one, post(create).get(look))
        .route(&format!("{one}/tree"), get(tree))
        .route(&format!("{one}/tree/{{*path}}"), get(folder))
        .route(&format!("{one}/batch"), post(batch))
        .route(&format!("{one}/xet-write-token"), get(write_token))
}

async fn create(State(app): State<App>, Path((namespace, name)): Id, caller: Caller, body: Body) -> Reply {
    caller.require_write(&app, &namespace, "create a bucket")?;
    let wanted = read_json(body).await?;
    let id = format!("{namespace}/{name}");
    let created = app.world.create_bucket(&id, wanted["visibility"] == json!("private"));
    let said = json!({"url": format!("{}/buckets/{id}", app.hub_url)});
    if created {
        return Ok(answer_with(200, &said));
    }
    Err(Refusal::new(409, "You already created this bucket").body(said))
}

/// The bucket, if the caller may see it.
fn seen(app: &App, id: &str, caller: &Caller) -> Result<Bucket, Refusal> {
    let namespace = id.split('/').next().unwrap_or_default();
    let is_member = caller.role_in(app, namespace).is_some();
    let bucket = app.world.bucket(id).filter(|bucket| !bucket.private || is_member);
    bucket.ok_or_else(|| Refusal::new(404, "Repository not found").code("RepoNotFound"))
}

async fn look(State(app): State<App>, Path((namespace, name)): Id, caller: Caller) -> Reply {
    let id = format!("{namespace}/{name}");
    let bucket = seen(&app, &id, &caller)?;
    let size: u64 = bucket.files.values().map(|file| file.size).sum();
    Ok(answer(&json!({
        "id": id, "private": bucket.private, "createdAt": bucket.created, "size": size,
        "totalFiles": bucket.files.len(),
    })))
}

async fn tree(Path((namespace, name)): Id, question: Question) -> Reply {
    listing(&question, &format!("{namespace}/{name}"), "")
}

async fn folder(Path((namespace, name, path)): Path<(String, String, String)>, question: Question) -> Reply {
    listing(&question, &format!("{namespace}/{name}"), &path)
}

/// All files whose paths begin so, as the Hub compares them.
fn listing(question: &Question, id: &str, start: &str) -> Reply {
    let bucket = seen(&question.app, id, &question.caller)?;
    let below = bucket.files.iter().filter(|(path, _)| path.starts_with(start));
    page(question, &below.map(|(path, file)| show(path, file)).collect::<Vec<_>>(), question.app.options.page_size)
}

fn show(path: &str, file: &BucketFile) -> Value {
    let modified = jiff::Timestamp::from_millisecond(file.modified).unwrap().strftime("%Y-%m-%dT%H:%M:%S.%3fZ");
    json!({
        "type": "file", "path": path, "size": file.size, "xetHash": file.hash, "mtime": modified.to_string(),
        "uploadedAt": file.uploaded, "contentType": file.content_type,
    })
}

async fn write_token(State(app): State<App>, Path((namespace, name)): Id, caller: Caller) -> Reply {
    caller.require_write(&app, &namespace, "write to a bucket")?;
    seen(&app, &format!("{namespace}/{name}"), &caller)?;
    token(&app, "write")
}

/// Operations line by line; those that fail do not hold back the others.
async fn batch(State(app): State<App>, Path((namespace, name)): Id, caller: Caller, body: Body) -> Reply {
    caller.require_write(&app, &namespace, "write to a bucket")?;
    let id = format!("{namespace}/{name}");
    seen(&app, &id, &caller)?;
    let bytes = to_bytes(body, LONGEST_BATCH).await.map_err(|error| Refusal::new(400, error.to_string()))?;
    let mut failed = vec![];
    for line in String::from_utf8_lossy(&bytes).lines() {
        let operation: Value = serde_json::from_str(line).map_err(|_| Refusal::new(400, "Invalid JSON"))?;
        if let Err(error) = operate(&app, &id, &operation) {
            failed.push(json!({"path": operation["path"], "error": error}));
        }
    }
    match failed.len() {
        0 => Ok(answer(&json!({"success": true}))),
        _ => Err(Refusal::new(422, "Some operations failed").body(json!({"success": false, "failed": failed}))),
    }
}

fn operate(app: &App, id: &str, operation: &Value) -> Result<(), &'static str> {
    let text = |name: &str| operation[name].as_str().unwrap_or_default();
    let path = text("path").to_owned();
    match text("type") {
        "addFile" => {
            let hash = text("xetHash").to_owned();
            let size =
                if hash == EMPTY { Some(0) } else { app.world.read(|state| state.buckets.sizes.get(&hash).copied()) };
            let file = BucketFile {
                hash,
                size: size.ok_or("Xet content not found")?,
                modified: operation["mtime"].as_i64().ok_or("Invalid mtime")?,
                uploaded: timestamp(app.world.now()),
                content_type: operation["contentType"].as_str().map(str::to_owned),
            };
            app.world.change_bucket(id, |bucket| bucket.files.insert(path, file));
            Ok(())
        }
        "deleteFile" => {
            let removed = app.world.change_bucket(id, |bucket| bucket.files.remove(&path));
            removed.map(drop).ok_or("File not found")
        }
        _ => Err("Unknown operation"),
    }
}
