//! A form with a file (`multipart/form-data`).

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::base::fs::random_suffix;
use crate::base::media_type::ending;

/// A form, ready to be sent.
pub(super) struct Form {
    pub(super) body: Bytes,
    /// Its media type, with the boundary.
    pub(super) kind: String,
}

/// A form with this file in front and then the fields.
pub(super) fn encode(file: &Bytes, kind: Option<&str>, fields: &Map<String, Value>) -> Form {
    let boundary = format!("hf-{}{}", random_suffix(), random_suffix());
    let (kind, end) = (kind.unwrap_or("application/octet-stream"), kind.and_then(ending).unwrap_or("wav"));
    let mut body = Vec::with_capacity(file.len() + 1024);
    let head =
        format!("Content-Disposition: form-data; name=\"file\"; filename=\"audio.{end}\"\r\nContent-Type: {kind}");
    body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n\r\n").as_bytes());
    body.extend_from_slice(file);
    for (name, value) in fields {
        let value = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let name = name.replace(['"', '\r', '\n'], "_");
        let part = format!("\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}");
        body.extend_from_slice(part.as_bytes());
    }
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    Form { body: body.into(), kind: format!("multipart/form-data; boundary={boundary}") }
}
