//! Pictures, recordings and videos behind addresses on the web. They are fetched without a token.

use bytes::Bytes;
use reqwest::Method;

use super::error::InferenceError;
use crate::api::HubError;
use crate::api::subject::Asked;
use crate::base::media_type::media_type;
use crate::http::reply::header;
use crate::http::request::Request;
use crate::http::{Http, body, shown_url};

/// Content, and its media type where that is known.
#[derive(Debug, Clone)]
pub struct Content {
    /// All of it.
    pub bytes: Bytes,
    /// As the server says it.
    pub kind: Option<String>,
}

/// Fetches what is behind an address.
///
/// # Errors
/// It cannot be fetched, or it is a page.
pub(super) async fn fetch(http: &Http, url: &str) -> Result<Content, InferenceError> {
    let mut request = Request::to_storage(Method::GET, url.to_owned());
    request.whole = true;
    let response = http.send(request).await?;
    let status = response.status();
    if !status.is_success() {
        return Err(HubError::of_response(response, Asked::of_storage()).await.into());
    }
    let kind = header(response.headers(), "content-type");
    if kind.as_deref().is_some_and(|kind| kind.starts_with("text/html")) {
        return Err(InferenceError::Page { url: shown_url(url) });
    }
    let name = shown_url(url);
    let kind = kind.or_else(|| media_type(&name).map(str::to_owned));
    Ok(Content { bytes: body::read(response).await?, kind })
}
