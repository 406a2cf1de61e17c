//! The two origins: sockets, and what surrounds every route: the trace, the faults, a look at panics.

use std::io::{self, IoSlice};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::serve::{IncomingStream, Listener};
use futures_util::{FutureExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::App;
use super::faults::{Effect, ResetSwitch};
use super::routes;
use super::trace::Origin;
use super::visit;
use super::xet;

/// Serves an origin until the runtime ends.
pub(crate) async fn serve(listener: TcpListener, origin: Origin, app: App) {
    let router = match origin {
        Origin::Hub => routes::hub(),
        Origin::Content => routes::content(),
        Origin::Xet => routes::xet_store(),
    };
    let inner: Router = router.fallback(unrouted).method_not_allowed_fallback(unrouted).with_state(Arc::clone(&app));
    // What comes before the choice of a route is layered around the whole.
    let router = Router::new()
        .fallback_service(inner)
        .layer(from_fn_with_state(Arc::clone(&app), visit::add_namespace))
        .layer(from_fn(routes::inference::by_host))
        .layer(from_fn_with_state((app, origin), surround));
    let service = router.into_make_service_with_connect_info::<ResetSwitch>();
    axum::serve(Lines(listener), service).await.unwrap();
}

async fn unrouted(State(app): State<App>, method: Method, request: Request) -> Response {
    app.trace.complain(format!("no route for {method} {}", request.uri()));
    (StatusCode::NOT_FOUND, "The local Hub has no such route").into_response()
}

async fn surround(
    State((app, origin)): State<(App, Origin)>,
    ConnectInfo(switch): ConnectInfo<ResetSwitch>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let entry = app.trace.begin(origin, &parts);
    let mut request = Request::from_parts(parts, entry.watch_request(body));
    if origin == Origin::Content && request.headers().contains_key(header::AUTHORIZATION) {
        app.trace.complain(format!("a token reached the second origin: {} {}", request.method(), request.uri()));
        let refusal = (StatusCode::BAD_REQUEST, "Only one authentication mechanism is allowed").into_response();
        return entry.watch_response(refusal);
    }
    if origin == Origin::Xet && xet::carries_foreign_token(request.headers()) {
        app.trace.complain(format!("a foreign token reached the Xet store: {} {}", request.method(), request.uri()));
    }
    let fault = app.faults.find(&request);
    if let Some(fault) = &fault {
        if let Some(response) = fault.instead(&request.uri().clone()).await {
            drain(request).await;
            return entry.watch_response(name_request(response));
        }
        request = fault.before(request, &switch);
    }
    let uri = request.uri().clone();
    let mut response = name_request(run(&app, request, next).await);
    if let Some(fault) = &fault {
        response = fault.after(response, &switch);
    }
    if let Some(Effect::Abuse(abuse)) = &fault {
        response = abuse.after(&uri, response).await;
    }
    entry.watch_response(response)
}

/// Reads a request to its end: a server that answers and closes while the client still sends resets the connection, and
/// the client may never see the answer.
async fn drain(request: Request) {
    let mut chunks = request.into_body().into_data_stream();
    while let Some(Ok(_)) = chunks.next().await {}
}

/// Runs the route; a panic there is reported to the test.
async fn run(app: &App, request: Request, next: Next) -> Response {
    let what = format!("{} {}", request.method(), request.uri());
    AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        app.trace.complain(format!("panic in {what}: {}", text.unwrap_or_default()));
        (StatusCode::INTERNAL_SERVER_ERROR, Body::empty()).into_response()
    })
}

/// Always the same, so that error messages can be compared.
fn name_request(mut response: Response) -> Response {
    response.headers_mut().insert("x-request-id", HeaderValue::from_static("local-hub"));
    response
}

/// Accepts connections that can be reset.
struct Lines(TcpListener);

impl Listener for Lines {
    type Io = Line;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Line, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // A socket that was closed already has no options; the next read says so.
        drop(stream.set_nodelay(true));
        (Line { stream, switch: ResetSwitch::default() }, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

struct Line {
    stream: TcpStream,
    switch: ResetSwitch,
}

impl Connected<IncomingStream<'_, Lines>> for ResetSwitch {
    fn connect_info(stream: IncomingStream<'_, Lines>) -> Self {
        stream.io().switch.clone()
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.switch.is_on() {
            self.stream.set_zero_linger().unwrap();
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.switch.is_on() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.switch.is_on() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
