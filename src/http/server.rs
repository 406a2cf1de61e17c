//! A small HTTP server for what other machines send here: whole requests in, answers out, within limits. One request a
//! connection. It knows nothing of what is asked.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{BoxStream, FuturesUnordered};
use futures_util::{FutureExt, StreamExt};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};

/// For the head of a request, and for each part of its body.
const PATIENCE: Duration = Duration::from_secs(10);
/// For connections that are being answered when the server stops.
const LAST_ANSWERS: Duration = Duration::from_secs(5);
/// Connections that are answered at a time; others wait to be accepted.
const MOST_CONNECTIONS: usize = 64;
/// Bytes of the head of a request.
const LONGEST_HEAD: usize = 64 << 10;

/// A request whose body is not read yet.
#[derive(Debug)]
pub struct Received {
    pub method: Method,
    /// Without the query.
    pub path: String,
    pub headers: HeaderMap,
    body: Incoming,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: StatusCode,
    pub content_type: &'static str,
    pub body: Bytes,
}

/// An answer that is there at once, or one whose body is sent while it is made.
pub enum Reply {
    Whole(Answer),
    /// With status 200. Dropped when nobody listens any more.
    Pieces {
        content_type: &'static str,
        pieces: BoxStream<'static, Bytes>,
    },
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self::Whole(answer)
    }
}

/// Why a body is not there.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// It is longer than allowed.
    #[error("the body is longer than {most} bytes")]
    TooLong { most: usize },
    /// It did not come, or not in time.
    #[error("the body is incomplete")]
    Incomplete,
}

impl Received {
    /// The whole body.
    ///
    /// # Errors
    /// [`BodyError::TooLong`] as soon as it is longer than that many bytes; [`BodyError::Incomplete`].
    pub async fn body(self, most: usize) -> Result<Bytes, BodyError> {
        let mut body = Limited::new(self.body, most);
        let mut all = Vec::new();
        loop {
            let Ok(frame) = tokio::time::timeout(PATIENCE, body.frame()).await else {
                return Err(BodyError::Incomplete);
            };
            match frame {
                None => return Ok(all.into()),
                Some(Ok(frame)) => all.extend_from_slice(frame.data_ref().unwrap_or(&Bytes::new())),
                Some(Err(error)) if error.is::<LengthLimitError>() => return Err(BodyError::TooLong { most }),
                Some(Err(_)) => return Err(BodyError::Incomplete),
            }
        }
    }
}

/// Answers requests until `stop` is ready; then nothing is accepted any more, and what is being answered gets a few seconds.
/// Everything happens in the calling task.
pub async fn serve<R: Into<Reply>>(
    listener: &TcpListener,
    answer: impl AsyncFn(Received) -> R,
    stop: impl Future<Output = ()>,
) {
    let mut stop = std::pin::pin!(stop.fuse());
    let mut open = FuturesUnordered::new();
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept(), if open.len() < MOST_CONNECTIONS => match accepted {
                Ok((connection, _)) => open.push(converse(connection, &answer)),
                // Too many open files, say: that may pass.
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            },
            Some(()) = open.next() => {}
        }
    }
    // What is not answered by then is cut off.
    drop(tokio::time::timeout(LAST_ANSWERS, async { while open.next().await.is_some() {} }).await);
}

async fn converse<R: Into<Reply>>(connection: TcpStream, answer: &impl AsyncFn(Received) -> R) {
    let service = service_fn(move |request: hyper::Request<Incoming>| async move {
        let (head, body) = request.into_parts();
        let received = Received { method: head.method, path: head.uri.path().to_owned(), headers: head.headers, body };
        Ok::<_, Infallible>(response(answer(received).await.into()))
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(LONGEST_HEAD)
        .keep_alive(false)
        .serve_connection(TokioIo::new(connection), service)
        .await;
    // The sender went away, or sent something else than HTTP: there is nobody to tell.
    drop(served);
}

fn response(reply: Reply) -> Response<UnsyncBoxBody<Bytes, Infallible>> {
    let (status, content_type, body) = match reply {
        Reply::Whole(answer) => (answer.status, answer.content_type, Full::new(answer.body).boxed_unsync()),
        Reply::Pieces { content_type, pieces } => {
            let frames = pieces.map(|piece| Ok(Frame::data(piece)));
            (StatusCode::OK, content_type, StreamBody::new(frames).boxed_unsync())
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
