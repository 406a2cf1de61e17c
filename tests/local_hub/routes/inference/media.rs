//! Pictures, recordings and videos that answers hold or refer to.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::local_hub::reply;
use crate::local_hub::world::inference::{GIANT, PICTURE, RECORDING, VIDEO};

fn content(name: &str) -> Option<(&'static [u8], &'static str)> {
    Some(match name {
        "image.png" => (PICTURE, "image/png"),
        "giant.png" => (GIANT, "image/png"),
        "audio.wav" => (RECORDING, "audio/wav"),
        "video.mp4" => (VIDEO, "video/mp4"),
        "page.png" => (b"<html>Not here</html>", "text/html; charset=utf-8"),
        _ => return None,
    })
}

/// A file on the web.
pub(super) async fn file(Path(name): Path<String>) -> Response {
    match content(&name) {
        Some((bytes, kind)) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        None => (StatusCode::NOT_FOUND, "Not found").into_response(),
    }
}

/// Content as the whole answer.
pub(super) fn answer(name: &str) -> Response {
    let (bytes, kind) = content(name).unwrap();
    ([(header::CONTENT_TYPE, kind)], bytes).into_response()
}

pub(super) fn base64(name: &str) -> String {
    STANDARD.encode(content(name).unwrap().0)
}

/// A picture as OpenAI sends it.
pub(super) fn in_base64() -> Response {
    reply::answer(&json!({"data": [{"index": 0, "b64_json": base64("image.png")}]}))
}
