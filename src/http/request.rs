//! A request as a value: it can be sent again, so its body is a recipe and not a stream that is used up.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder};

use super::HttpError;
use super::retry::Retry;
use crate::base::secret::Secret;

/// How redirects are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    /// To any origin; the token stays at the first, and so does a request with a body.
    Anywhere,
    /// Within the first origin; a redirect that leaves it is the reply.
    SameOrigin,
    /// Nowhere: a redirect is the reply.
    Never,
}

/// A body that can be produced as often as needed.
#[derive(Clone)]
pub enum Body {
    Empty,
    Text {
        content_type: &'static str,
        text: String,
    },
    Bytes {
        content_type: &'static str,
        bytes: Bytes,
    },
    /// Bytes whose media type, if they have one, is among the request's headers.
    Raw(Bytes),
    /// `length` bytes from a fresh stream.
    Stream {
        length: u64,
        open: Arc<dyn Fn() -> io::Result<Chunks> + Send + Sync>,
        name: String,
    },
}

/// The bytes of a streamed body.
pub type Chunks = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

impl Body {
    pub(super) fn attach(&self, builder: RequestBuilder) -> Result<RequestBuilder, HttpError> {
        match self {
            Self::Empty => Ok(builder),
            Self::Text { content_type, text } => Ok(builder.header(CONTENT_TYPE, *content_type).body(text.clone())),
            Self::Bytes { content_type, bytes } => Ok(builder.header(CONTENT_TYPE, *content_type).body(bytes.clone())),
            Self::Raw(bytes) => Ok(builder.body(bytes.clone())),
            Self::Stream { length, open, name } => {
                let chunks = open().map_err(|source| HttpError::Content { path: name.clone(), source })?;
                Ok(builder.header(CONTENT_LENGTH, *length).body(reqwest::Body::wrap_stream(chunks)))
            }
        }
    }
}

/// One request, ready to be sent once or several times.
#[derive(Clone)]
pub struct Request {
    pub method: Method,
    pub url: String,
    pub token: Option<Secret>,
    /// The word before the token: `Bearer` nearly everywhere.
    pub scheme: &'static str,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub body: Body,
    pub follow: Follow,
    /// For the head of the reply to come; `None` waits for ever.
    pub timeout: Option<Duration>,
    /// The reply counts once its body is read, too.
    pub whole: bool,
    /// Goes through the client without default headers.
    pub storage: bool,
    retry: Option<Retry>,
}

impl Request {
    /// A request to the Hub.
    pub fn new(method: Method, url: String) -> Self {
        Self {
            method,
            url,
            token: None,
            scheme: "Bearer",
            headers: Vec::new(),
            body: Body::Empty,
            follow: Follow::Anywhere,
            timeout: None,
            whole: false,
            storage: false,
            retry: None,
        }
    }

    /// A request to a storage server: no default header, no token.
    pub fn to_storage(method: Method, url: String) -> Self {
        Self { storage: true, ..Self::new(method, url) }
    }

    /// Another rule than the method's own.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    pub(super) fn retry(&self) -> Retry {
        self.retry.clone().unwrap_or_else(|| Retry::for_method(&self.method))
    }
}
