//! Pictures, films and sounds that comments show.

use std::path::Path;

use bytes::Bytes;

use crate::api::{Hub, HubError};
use crate::http::body;
use crate::http::request::Body;

/// The endings of files that comments show, each with its media type.
pub const MEDIA: [(&str, &str); 10] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("mp4", "video/mp4"),
    ("mov", "video/quicktime"),
    ("webm", "video/webm"),
    ("mp3", "audio/mpeg"),
    ("wav", "audio/wav"),
];

/// The media type that the ending of a file's name says; `None` for files that comments do not show.
pub fn media_type(path: &Path) -> Option<&'static str> {
    let ending = path.extension()?.to_str()?.to_lowercase();
    MEDIA.iter().find_map(|(known, kind)| (*known == ending).then_some(*kind))
}

impl Hub {
    /// `POST /uploads`: stores a file that comments show. Returns its address.
    pub async fn upload_attachment(&self, media_type: &'static str, bytes: Bytes) -> Result<String, HubError> {
        let body = Body::Bytes { content_type: media_type, bytes };
        let response = self.0.post("/uploads").content(body).send().await?;
        let address = body::read(response).await?;
        Ok(String::from_utf8_lossy(&address).trim().to_owned())
    }
}
