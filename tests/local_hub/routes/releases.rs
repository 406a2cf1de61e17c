//! The folder of releases of the program itself, which is a server of its own on the net.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/_releases/{file}", get(file))
}

async fn file(State(app): State<App>, Path(file): Path<String>) -> Reply {
    let content = app.world.read(|state| state.releases.get(&file).cloned());
    Ok(Response::new(Body::from(content.ok_or_else(|| Refusal::new(404, "Not found").plain())?)))
}
