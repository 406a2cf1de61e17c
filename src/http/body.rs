//! Bodies of replies that belong into memory: read to their end, within bounds of time and size. Files are not read here.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Body, Response, ResponseBuilderExt, StatusCode, Url};
use tokio::time::Instant;

use super::{HttpError, shown_url, stream};

/// A body may be silent for so long.
const PATIENCE: Duration = Duration::from_secs(60);
/// Once that time is over, bytes a second that must have come on average since the beginning: a byte a second has no end.
const SLOWEST: u64 = 1024;
/// No answer of a Hub is longer, in bytes: what it says of a repo names every file, and a million of them fit.
const LONGEST: usize = 128 << 20;
/// What is read of a refusal, in bytes: the rest is dropped.
const LONGEST_REFUSAL: usize = 64 << 10;

/// The whole body; of a refusal the beginning.
///
/// # Errors
/// [`HttpError::Silent`], [`HttpError::Slow`], [`HttpError::Broken`] or [`HttpError::TooLong`].
pub async fn read(response: Response) -> Result<Bytes, HttpError> {
    let url = shown_url(response.url().as_str());
    let is_refusal = response.status().is_client_error() || response.status().is_server_error();
    let (start, mut chunks) = (Instant::now(), response.bytes_stream());
    // What was read before comes as one piece, which is not copied.
    let Some(first) = stream::next(&mut chunks, PATIENCE, &url).await? else { return Ok(Bytes::new()) };
    let mut joined: Option<Vec<u8>> = None;
    loop {
        let length = joined.as_ref().map_or(first.len(), Vec::len);
        if is_refusal && length >= LONGEST_REFUSAL {
            return Ok(joined.map_or(first, Bytes::from).slice(..LONGEST_REFUSAL));
        }
        if start.elapsed() > PATIENCE + Duration::from_secs(length as u64 / SLOWEST) {
            return Err(HttpError::Slow { url });
        }
        match stream::next(&mut chunks, PATIENCE, &url).await? {
            Some(chunk) if length.saturating_add(chunk.len()) > LONGEST => return Err(HttpError::TooLong { url }),
            Some(chunk) => {
                let body = joined.get_or_insert_with(|| first.to_vec());
                // Twice as much as there is, as a vector would take by itself, but never more than may come.
                if body.capacity() - length < chunk.len() {
                    body.reserve_exact((2 * length).max(length + chunk.len()).min(LONGEST) - length);
                }
                body.extend_from_slice(&chunk);
            }
            None => return Ok(joined.map_or(first, Bytes::from)),
        }
    }
}

/// The same reply with its body read.
pub(super) async fn hold(response: Response) -> Result<Response, HttpError> {
    let (status, headers, url) = (response.status(), response.headers().clone(), response.url().clone());
    Ok(reply(status, headers, url, read(response).await?.into()))
}

/// A reply with a body of our own.
pub(super) fn reply(status: StatusCode, headers: HeaderMap, url: Url, body: Body) -> Response {
    let marked = http::response::Builder::new().url(url).body(());
    // What only has an address can be built.
    let mut reply = marked.unwrap_or_default().map(|()| body);
    *reply.status_mut() = status;
    *reply.headers_mut() = headers;
    reply.into()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::time::Duration;

    use bytes::Bytes;
    use futures_util::{Stream, StreamExt, stream};
    use reqwest::{Body, Response, ResponseBuilderExt};

    use super::{HttpError, LONGEST, LONGEST_REFUSAL, hold, read};

    fn response(chunks: impl Stream<Item = Bytes> + Send + 'static) -> Response {
        let builder = http::response::Builder::new().status(206).header("link", "<x>");
        let builder = builder.url("http://hub.example/api?secret".parse().unwrap());
        builder.body(Body::wrap_stream(chunks.map(Ok::<_, Infallible>))).unwrap().into()
    }

    fn pieces(pieces: &[&'static str]) -> impl Stream<Item = Bytes> + use<> {
        stream::iter(pieces.iter().map(|piece| Bytes::from(*piece)).collect::<Vec<_>>())
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_falls_silent_is_an_error() {
        let outcome = read(response(pieces(&["{\"a\": "]).chain(stream::pending()))).await;
        let Err(HttpError::Silent { url, after }) = outcome else { panic!("{outcome:?}") };
        assert_eq!((url.as_str(), after), ("http://hub.example/api", Duration::from_secs(60)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_drips_has_an_end() {
        let drip =
            |every| pieces(&["x"; 5000]).then(move |piece| async move { (tokio::time::sleep(every).await, piece).1 });
        let outcome = read(response(drip(Duration::from_secs(1)).boxed())).await;
        assert!(matches!(outcome, Err(HttpError::Slow { .. })), "{outcome:?}");
        assert_eq!(read(response(drip(Duration::from_millis(10)).boxed())).await.unwrap().len(), 5000);
    }

    #[tokio::test]
    async fn a_refusal_is_not_read_to_its_end() {
        let piece = Bytes::from(vec![b' '; LONGEST_REFUSAL - 1]);
        let mut refusal = http::Response::from(response(stream::repeat(piece)));
        *refusal.status_mut() = reqwest::StatusCode::FORBIDDEN;
        assert_eq!(read(refusal.into()).await.unwrap().len(), LONGEST_REFUSAL);
    }

    #[tokio::test]
    async fn a_body_without_end_is_an_error() {
        let piece = Bytes::from(vec![b' '; LONGEST / 4]);
        assert!(matches!(read(response(stream::repeat(piece))).await, Err(HttpError::TooLong { .. })));
    }

    #[tokio::test]
    async fn a_reply_that_is_held_says_the_same() {
        let held = hold(response(pieces(&["ab", "c"]))).await.unwrap();
        assert_eq!((held.status().as_u16(), held.url().as_str()), (206, "http://hub.example/api?secret"));
        assert_eq!(held.headers()["link"], "<x>");
        assert_eq!(held.text().await.unwrap(), "abc");
    }
}
