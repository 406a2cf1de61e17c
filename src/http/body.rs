//! Bodies of replies that belong into memory: read to their end, within bounds of time and size. Files are not read here.

use std::time::Duration;

use bytes::Bytes;
use reqwest::{Response, ResponseBuilderExt};

use super::{HttpError, shown_url, stream};

/// A body may be silent for so long.
const PATIENCE: Duration = Duration::from_secs(60);
/// No answer of a Hub is longer, in bytes: who sends more means no good.
const LONGEST: usize = 256 << 20;

/// The whole body.
///
/// # Errors
/// [`HttpError::Silent`], [`HttpError::Broken`] or [`HttpError::TooLong`].
pub async fn read(response: Response) -> Result<Bytes, HttpError> {
    let url = shown_url(response.url().as_str());
    let mut chunks = response.bytes_stream();
    let mut body = Vec::new();
    while let Some(chunk) = stream::next(&mut chunks, PATIENCE, &url).await? {
        if body.len() + chunk.len() > LONGEST {
            return Err(HttpError::TooLong { url });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.into())
}

/// The same reply with its body read.
pub(super) async fn hold(response: Response) -> Result<Response, HttpError> {
    let (status, headers) = (response.status(), response.headers().clone());
    let marked = http::response::Builder::new().url(response.url().clone()).body(());
    let body = read(response).await?;
    // What only has an address can be built.
    let mut held = marked.unwrap_or_default().map(|()| body);
    *held.status_mut() = status;
    *held.headers_mut() = headers;
    Ok(held.into())
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::time::Duration;

    use bytes::Bytes;
    use futures_util::{Stream, StreamExt, stream};
    use reqwest::{Body, Response, ResponseBuilderExt};

    use super::{HttpError, LONGEST, hold, read};

    fn reply(chunks: impl Stream<Item = Bytes> + Send + 'static) -> Response {
        let builder = http::response::Builder::new().status(206).header("link", "<x>");
        let builder = builder.url("http://hub.example/api?secret".parse().unwrap());
        builder.body(Body::wrap_stream(chunks.map(Ok::<_, Infallible>))).unwrap().into()
    }

    fn pieces(pieces: &[&'static str]) -> impl Stream<Item = Bytes> + use<> {
        stream::iter(pieces.iter().map(|piece| Bytes::from(*piece)).collect::<Vec<_>>())
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_falls_silent_is_an_error() {
        let outcome = read(reply(pieces(&["{\"a\": "]).chain(stream::pending()))).await;
        let Err(HttpError::Silent { url, after }) = outcome else { panic!("{outcome:?}") };
        assert_eq!((url.as_str(), after), ("http://hub.example/api", Duration::from_secs(60)));
    }

    #[tokio::test]
    async fn a_body_without_end_is_an_error() {
        let piece = Bytes::from(vec![b' '; LONGEST / 4]);
        assert!(matches!(read(reply(stream::repeat(piece))).await, Err(HttpError::TooLong { .. })));
    }

    #[tokio::test]
    async fn a_reply_that_is_held_says_the_same() {
        let held = hold(reply(pieces(&["ab", "c"]))).await.unwrap();
        assert_eq!((held.status().as_u16(), held.url().as_str()), (206, "http://hub.example/api?secret"));
        assert_eq!(held.headers()["link"], "<x>");
        assert_eq!(held.text().await.unwrap(), "abc");
    }
}
