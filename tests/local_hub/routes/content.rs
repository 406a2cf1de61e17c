//! The second origin: large content behind signed addresses. It knows no accounts; a token that arrives here is refused
//! before any route is asked.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use sha2::{Digest, Sha256};

use crate::local_hub::App;
use crate::local_hub::reply::{escape, read_form, slice};
use crate::local_hub::stream::{body_of_file, store};
use crate::local_hub::world::accounts::hex;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/objects/{repo}/{sha256}", get(download))
        .route("/uploads/{sha256}", put(upload))
        .route("/uploads/{sha256}/parts/{number}", put(upload_part))
}

/// The address of large content; `repo` only makes it look like the real one.
pub(super) fn signed_download(app: &App, repo: &str, sha256: &str, disposition: &str) -> String {
    let path = format!("/objects/{repo}/{sha256}");
    format!("{}{path}?response-content-disposition={}&{}", app.content_url, escape(disposition), signed(&path))
}

pub(super) fn signed_upload(app: &App, sha256: &str) -> String {
    let path = format!("/uploads/{sha256}");
    format!("{}{path}?{}", app.content_url, signed(&path))
}

/// The address of a part of an upload that is known by this id.
pub(super) fn signed_part(app: &App, sha256: &str, upload: &str, number: u64) -> String {
    let path = format!("/uploads/{sha256}/parts/{number}");
    format!("{}{path}?partNumber={number}&uploadId={upload}&{}", app.content_url, signed(&path))
}

/// The tag that the upload of a part is answered with.
pub(super) fn part_etag(sha256: &str, number: u64) -> String {
    format!("\"{}\"", &signature(&format!("{sha256}/{number}"))[..32])
}

pub(super) fn signature(text: &str) -> String {
    hex(&Sha256::digest(format!("local hub {text}")))
}

fn signed(path: &str) -> String {
    format!("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=3600&X-Amz-Signature={}", signature(path))
}

/// Refuses an address that was not signed here.
fn check(uri: &Uri) -> Result<(), Box<Response>> {
    let form = read_form(uri.query().unwrap_or_default());
    let given = form.iter().find(|(name, _)| name == "X-Amz-Signature").map(|(_, value)| value.as_str());
    if given == Some(signature(uri.path()).as_str()) {
        Ok(())
    } else {
        Err(Box::new(error(403, "SignatureDoesNotMatch")))
    }
}

fn error(status: u16, code: &str) -> Response {
    let body = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code></Error>");
    (StatusCode::from_u16(status).unwrap(), [("content-type", "application/xml")], body).into_response()
}

async fn download(
    State(app): State<App>,
    Path((_, sha256)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = check(&uri) {
        return *refusal;
    }
    let Some(size) = app.plain_size(&sha256).await else { return error(404, "NoSuchKey") };
    let slice = slice(&headers, size);
    let mut response = Response::builder().status(slice.status).header("content-type", "application/octet-stream");
    for (name, value) in slice.headers {
        response = response.header(name, value);
    }
    // Storage names content by a hash of its own, which is not the SHA-256.
    response = response.header("etag", format!("\"{}\"", &signature(&sha256)[..32]));
    let body = match slice.length {
        0 => Body::empty(),
        length => body_of_file(&app.world.blobs.path(&sha256), slice.start, length).unwrap(),
    };
    response.body(body).unwrap()
}

async fn upload(State(app): State<App>, Path(sha256): Path<String>, uri: Uri, body: Body) -> Response {
    if let Err(refusal) = check(&uri) {
        return *refusal;
    }
    let file = app.world.blobs.new_file();
    match store(body, &file, 0, true).await {
        Err(_) => error(400, "IncompleteBody"), // the client went away: its next try begins anew
        Ok(arrived) if arrived.sha256 != sha256 => error(400, "XAmzContentSHA256Mismatch"),
        Ok(_) => {
            app.world.blobs.adopt(&file, &sha256);
            [("etag", part_etag(&sha256, 0))].into_response()
        }
    }
}

async fn upload_part(
    State(app): State<App>,
    Path((sha256, number)): Path<(String, u64)>,
    uri: Uri,
    body: Body,
) -> Response {
    if let Err(refusal) = check(&uri) {
        return *refusal;
    }
    let file = app.world.blobs.multipart(&sha256);
    if !file.exists() || number == 0 {
        return error(404, "NoSuchUpload");
    }
    let size = app.options.part_size;
    match store(body, &file, (number - 1) * size, false).await {
        Err(_) => error(400, "IncompleteBody"),
        Ok(arrived) if arrived.bytes > size => error(400, "EntityTooLarge"),
        Ok(_) => [("etag", part_etag(&sha256, number))].into_response(),
    }
}
