//! The files of buckets: listings, single files, tokens for their content, and batches of operations.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::buckets::{Id, check, look_at};
use super::xet::token;
use crate::local_hub::App;
use crate::local_hub::last::Last;
use crate::local_hub::reply::{Refusal, Reply, answer, page_of, slice};
use crate::local_hub::visit::{Caller, Question, read_json};
use crate::local_hub::world::buckets::{Bucket, BucketFile, Buckets};
use crate::local_hub::world::timestamp;

/// The hash of an empty file.
const EMPTY: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const LONGEST_BATCH: usize = 16 << 20;

/// A path, and its file; for a folder, when it was made.
type Entry = (String, Result<BucketFile, String>);

thread_local! {
    /// A bucket in this state, how paths begin, and whether what is in folders counts.
    static LISTED: Last<(u64, String, bool), Vec<Entry>> = const { Last::new() };
}

pub(super) fn routes() -> Router<App> {
    let one = "/api/buckets/{namespace}/{name}";
    Router::new()
        .route(&format!("{one}/tree"), get(tree))
        .route(&format!("{one}/tree/{{*path}}"), get(folder))
        .route(&format!("{one}/paths-info"), post(paths_info))
        .route(&format!("{one}/batch"), post(batch))
        .route(&format!("{one}/xet-read-token"), get(read_token))
        .route(&format!("{one}/xet-write-token"), get(write_token))
        .route("/buckets/{namespace}/{name}/resolve/{*path}", get(resolve))
}

async fn tree(Path((namespace, name)): Id, question: Question) -> Reply {
    listing(&question, &format!("{namespace}/{name}"), "")
}

async fn folder(Path((namespace, name, path)): Path<(String, String, String)>, question: Question) -> Reply {
    listing(&question, &format!("{namespace}/{name}"), &path)
}

/// All files whose paths begin so, as the Hub compares them, and the folders that they are in. Without `recursive` those
/// of one level.
fn listing(question: &Question, id: &str, start: &str) -> Reply {
    let recursive = question.flag("recursive");
    let look = |bucket: &Bucket| {
        let wanted = (bucket.state, start.to_owned(), recursive);
        LISTED.with(|last| last.answer(wanted, || Some(entries(bucket, start, recursive)))).unwrap()
    };
    let entries = look_at(&question.app, (id, &question.caller), look)?;
    let shown = |part: &[Entry]| part.iter().map(show_entry).collect();
    page_of(question, &entries, (question.app.options.page_size, shown))
}

fn entries(bucket: &Bucket, start: &str, recursive: bool) -> Vec<Entry> {
    let depth = match bucket.files.keys().any(|path| path.starts_with(&format!("{start}/"))) {
        true if !start.is_empty() => start.matches('/').count() + 1,
        _ => start.matches('/').count(),
    };
    let is_near = |path: &str| recursive || path.matches('/').count() <= depth;
    let below = || bucket.files.iter().filter(|(path, _)| path.starts_with(start));
    let folders: BTreeSet<&str> =
        below().flat_map(|(path, _)| path.match_indices('/').map(|(at, _)| &path[..at])).collect();
    let folders = folders.into_iter().filter(|path| path.starts_with(start) && *path != start && is_near(path));
    let folders = folders.map(|path| (path.to_owned(), Err(bucket.created.clone())));
    let files = below().filter(|(path, _)| is_near(path)).map(|(path, file)| (path.clone(), Ok(file.clone())));
    let mut all: Vec<Entry> = folders.chain(files).collect();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all
}

fn show_entry((path, entry): &Entry) -> Value {
    match entry {
        Ok(file) => show(path, file),
        Err(created) => json!({"type": "directory", "path": path, "uploadedAt": created}),
    }
}

fn show(path: &str, file: &BucketFile) -> Value {
    let modified = jiff::Timestamp::from_millisecond(file.modified).unwrap().strftime("%Y-%m-%dT%H:%M:%S.%3fZ");
    json!({
        "type": "file", "path": path, "size": file.size, "xetHash": file.hash, "mtime": modified.to_string(),
        "uploadedAt": file.uploaded, "contentType": file.content_type,
    })
}

async fn paths_info(State(app): State<App>, Path((namespace, name)): Id, caller: Caller, body: Body) -> Reply {
    let id = format!("{namespace}/{name}");
    check(&app, &id, &caller)?;
    let body = read_json(body).await?;
    let paths = body["paths"].as_array().ok_or_else(|| Refusal::new(400, "\"paths\" must be an array"))?;
    let files = look_at(&app, (&id, &caller), |bucket| {
        let files = paths.iter().filter_map(|path| bucket.files.get_key_value(path.as_str()?));
        files.map(|(path, file)| show(path, file)).collect::<Value>()
    });
    Ok(answer(&files?))
}

/// What the headers say; the content itself is read from Xet storage.
async fn resolve(
    State(app): State<App>,
    Path((namespace, name, path)): Path<(String, String, String)>,
    caller: Caller,
    headers: HeaderMap,
) -> Reply {
    let id = format!("{namespace}/{name}");
    let file = look_at(&app, (&id, &caller), |bucket| bucket.files.get(&path).cloned())?;
    let file = file.ok_or_else(|| Refusal::no_entry("Entry not found"))?;
    let link = format!("<{}/api/buckets/{id}/xet-read-token>; rel=\"xet-auth\"", app.hub_url);
    let content = match &app.xet {
        Some(store) if file.size > 0 => store.content(&file.hash).await.unwrap_or_default(),
        _ => Bytes::new(),
    };
    let slice = slice(&headers, content.len() as u64);
    let part = content.slice(slice.start as usize..(slice.start + slice.length) as usize);
    let mut response = Response::builder().status(slice.status);
    for (name, value) in slice.headers {
        response = response.header(name, value);
    }
    response = response.header("x-xet-hash", &file.hash).header("x-linked-size", file.size);
    Ok(response.header("link", link).body(part.into()).unwrap())
}

async fn read_token(State(app): State<App>, Path((namespace, name)): Id, caller: Caller) -> Reply {
    check(&app, &format!("{namespace}/{name}"), &caller)?;
    token(&app, "read")
}

async fn write_token(State(app): State<App>, Path((namespace, name)): Id, caller: Caller) -> Reply {
    check(&app, &format!("{namespace}/{name}"), &caller)?;
    caller.require_write(&app, &namespace, "write to a bucket")?;
    token(&app, "write")
}

/// Operations line by line; those that fail do not hold back the others.
async fn batch(State(app): State<App>, Path((namespace, name)): Id, caller: Caller, body: Body) -> Reply {
    let id = format!("{namespace}/{name}");
    check(&app, &id, &caller)?;
    caller.require_write(&app, &namespace, "write to a bucket")?;
    let bytes = to_bytes(body, LONGEST_BATCH).await.map_err(|error| Refusal::new(400, error.to_string()))?;
    let text = String::from_utf8_lossy(&bytes);
    let operations = text.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>();
    let operations = operations.map_err(|_| Refusal::new(400, "Invalid JSON"))?;
    let now = timestamp(app.world.now());
    let failed = app.world.update(|state| {
        let failure = |operation: &Value| {
            let error = operate(&mut state.buckets, (&id, &now), operation).err()?;
            Some(json!({"path": operation["path"], "error": error}))
        };
        operations.iter().filter_map(failure).collect::<Vec<_>>()
    });
    let said = json!({"success": failed.is_empty(), "failed": failed});
    if !failed.is_empty() && failed.len() == operations.len() {
        return Err(Refusal::new(422, "All operations failed").body(said));
    }
    Ok(answer(&said))
}

fn operate(buckets: &mut Buckets, (id, now): (&str, &str), operation: &Value) -> Result<(), &'static str> {
    let text = |name: &str| operation[name].as_str().unwrap_or_default();
    let path = text("path").to_owned();
    match text("type") {
        _ if path.is_empty() || path.starts_with('/') || path.split('/').any(|part| part == "..") => {
            Err("Invalid path")
        }
        "addFile" | "copyFile" => {
            let hash = text("xetHash").to_owned();
            let size = if hash == EMPTY { Some(0) } else { buckets.sizes.get(&hash).copied() };
            let file = BucketFile {
                hash,
                size: size.ok_or("Xet content not found")?,
                modified: operation["mtime"].as_i64().ok_or("Invalid mtime")?,
                uploaded: now.to_owned(),
                content_type: operation["contentType"].as_str().map(str::to_owned),
            };
            buckets.change(id).files.insert(path, file);
            Ok(())
        }
        "deleteFile" => buckets.change(id).files.remove(&path).map(drop).ok_or("File not found"),
        _ => Err("Unknown operation"),
    }
}
