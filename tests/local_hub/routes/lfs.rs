//! Git LFS: where large content is fetched from and sent to, in one piece or in parts.

use std::path::PathBuf;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use axum::routing::post;
use serde_json::{Map, Value, json};

use super::content::{part_etag, signature, signed_download, signed_part, signed_upload};
use super::page;
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, read_form};
use crate::local_hub::visit::{Visit, read_json};
use crate::local_hub::world::blobs::sha256_of;

pub(super) fn routes() -> Router<App> {
    let router = Router::new().route("/api/complete-multipart", post(complete));
    let router = page(router, "/info/lfs/objects/batch", &post(batch));
    let router = page(router, "/info/lfs/locks/verify", &post(locks));
    page(router, "/info/lfs/verify", &post(verify))
}

/// git-lfs asks before it pushes: there are no locks here.
async fn locks(_visit: Visit) -> Reply {
    Err(Refusal::new(404, "File locking is not supported"))
}

async fn batch(visit: Visit, body: Body) -> Reply {
    let asked = read_json(body).await?;
    let uploads = asked["operation"] == "upload";
    if uploads {
        let reference = asked["ref"]["name"].as_str().unwrap_or("refs/pr/new");
        // Anybody with a token that writes may bring content for a pull request.
        if reference.starts_with("refs/pr/") {
            visit.caller.require_write_token()?;
        } else {
            visit.require_write()?;
        }
    } else {
        visit.require_content()?;
    }
    let parts_known = asked["transfers"].as_array().is_some_and(|names| names.iter().any(|name| name == "multipart"));
    let mut transfer = "basic";
    let mut objects = vec![];
    for object in asked["objects"].as_array().into_iter().flatten() {
        let (Some(sha256), Some(size)) = (object["oid"].as_str(), object["size"].as_u64()) else {
            return Err(Refusal::new(422, "Every object needs an oid and a size"));
        };
        let stored = visit.app.world.large_size(sha256).is_some();
        objects.push(match (uploads, stored) {
            (false, true) => download_action(&visit, sha256, size),
            (false, false) => missing(sha256, size),
            (true, true) => json!({"oid": sha256, "size": size, "authenticated": true}),
            (true, false) => {
                let parts = parts_known && size > visit.app.options.multipart_above;
                transfer = if parts { "multipart" } else { transfer };
                upload_action(&visit, sha256, size, parts)
            }
        });
    }
    let mut response = answer(&json!({"transfer": transfer, "objects": objects}));
    response.headers_mut().insert("content-type", "application/vnd.git-lfs+json".parse().unwrap());
    Ok(response)
}

fn download_action(visit: &Visit, sha256: &str, size: u64) -> Value {
    let address = signed_download(&visit.app, &visit.repo.record.object_id, sha256, "inline");
    json!({
        "oid": sha256, "size": size, "authenticated": true,
        "actions": {"download": {"href": address, "expires_in": 3600}},
    })
}

fn missing(sha256: &str, size: u64) -> Value {
    json!({"oid": sha256, "size": size, "error": {"code": 404, "message": "Object does not exist"}})
}

fn upload_action(visit: &Visit, sha256: &str, size: u64, in_parts: bool) -> Value {
    let app = &visit.app;
    let upload = if in_parts {
        app.world.blobs.start_multipart(sha256);
        let part_size = app.options.part_size;
        let upload = signature(&format!("{sha256} {size}"));
        let mut header = Map::new();
        header.insert("chunk_size".to_owned(), Value::from(part_size.to_string()));
        for number in 1..=size.div_ceil(part_size) {
            header.insert(format!("{number:05}"), Value::from(signed_part(app, sha256, &upload, number)));
        }
        let query = format!("uploadId={upload}&oid={sha256}&size={size}");
        json!({"href": format!("{}/api/complete-multipart?{query}", app.hub_url), "header": header})
    } else {
        json!({"href": signed_upload(app, sha256)})
    };
    let verify = format!("{}/{}.git/info/lfs/verify", app.hub_url, visit.repo.record.page());
    // git-lfs sends what it is told to, and nothing of its own to an address that is said to be authenticated.
    let authorization = visit.headers.get("authorization").and_then(|value| value.to_str().ok());
    json!({
        "oid": sha256, "size": size, "authenticated": true,
        "actions": {"upload": upload, "verify": {"href": verify, "header": {"Authorization": authorization}}},
    })
}

/// Ends a multipart upload. The address is signed, so no token is asked for.
async fn complete(State(app): State<App>, uri: Uri, body: Body) -> Reply {
    let form = read_form(uri.query().unwrap_or_default());
    let query = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let (sha256, size) = (query("oid").to_owned(), query("size").parse().unwrap_or(0));
    let given = read_json(body).await?;
    let known = query("uploadId") == signature(&format!("{sha256} {size}"));
    if !known || given["oid"] != sha256.as_str() {
        return Err(Refusal::new(400, "Unknown multipart upload"));
    }
    if app.world.blobs.size(&sha256).is_some() {
        return Ok(answer(&json!({"success": true}))); // said twice, because the first answer was lost
    }
    check_parts(&sha256, size, app.options.part_size, &given["parts"])?;
    let file = app.world.blobs.multipart(&sha256);
    if app.options.hashes_uploads {
        check_hash(file.clone(), &sha256).await?;
    }
    app.world.blobs.adopt(&file, &sha256);
    Ok(answer(&json!({"success": true})))
}

async fn check_hash(file: PathBuf, sha256: &str) -> Result<(), Refusal> {
    let found = tokio::task::spawn_blocking(move || sha256_of(&file)).await.unwrap();
    let is_right = found.is_ok_and(|found| found == sha256);
    is_right.then_some(()).ok_or_else(|| Refusal::new(400, "The parts do not make the object that was announced"))
}

fn check_parts(sha256: &str, size: u64, part_size: u64, parts: &Value) -> Result<(), Refusal> {
    let count = size.div_ceil(part_size);
    let parts = parts.as_array().map_or(&[][..], Vec::as_slice);
    let numbers = parts.iter().map(|part| part["partNumber"].as_u64());
    if !numbers.eq((1..=count).map(Some)) {
        return Err(Refusal::new(400, format!("Expected {count} parts in order")));
    }
    let wrong = parts.iter().zip(1..).find(|(part, number)| part["etag"] != part_etag(sha256, *number));
    wrong.map_or(Ok(()), |(_, number)| Err(Refusal::new(400, format!("Wrong etag for part {number}"))))
}

async fn verify(visit: Visit, body: Body) -> Reply {
    visit.caller.require_write_token()?;
    let asked = read_json(body).await?;
    let stored = asked["oid"].as_str().and_then(|sha256| visit.app.world.blobs.size(sha256));
    if stored.is_none() || stored != asked["size"].as_u64() {
        return Err(Refusal::new(404, "The object does not exist or has another size"));
    }
    let response: Response = answer(&json!({"message": "ok"}));
    Ok(response)
}
