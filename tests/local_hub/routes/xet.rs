//! Xet: tokens and what is said of files at the Hub, and the storage itself at the third origin.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;
use axum::routing::{any, get};
use git2::Oid;
use serde_json::json;

use super::api;
use super::preupload::require_commit_rights;
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer};
use crate::local_hub::visit::Visit;
use crate::local_hub::world::repos::Entry;
use crate::local_hub::xet::{TOKEN_START, register};

/// Seconds that a token is good for.
const TOKEN_LIFE: u64 = 3600;
/// Shards and blocks of content are no longer.
const LONGEST_BODY: usize = 128 << 20;

pub(super) fn routes() -> Router<App> {
    let router = api(Router::new(), "/xet-read-token/{rev}", &get(read_token));
    api(router, "/xet-write-token/{rev}", &get(write_token))
}

pub(super) fn store_routes() -> Router<App> {
    Router::new().route("/{*path}", any(store))
}

async fn read_token(visit: Visit) -> Reply {
    visit.require_content()?;
    visit.commit()?;
    token(&visit.app, "read")
}

async fn write_token(visit: Visit) -> Reply {
    require_commit_rights(&visit)?;
    token(&visit.app, "write")
}

/// Said twice: some clients read the headers, others the body.
pub(super) fn token(app: &App, allows: &str) -> Reply {
    let Some(store) = &app.xet else {
        return Err(Refusal::new(404, "Xet is not used here"));
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let (token, expires) = (format!("{TOKEN_START}{allows}"), now + TOKEN_LIFE);
    let mut response = answer(&json!({"accessToken": token, "exp": expires, "casUrl": store.url}));
    let headers = response.headers_mut();
    headers.insert("x-xet-cas-url", store.url.parse().unwrap());
    headers.insert("x-xet-access-token", token.parse().unwrap());
    headers.insert("x-xet-token-expiration", expires.into());
    Ok(response)
}

/// What the headers of a file say of its content in Xet storage.
pub(super) fn describe(visit: &Visit, commit: Oid, entry: &Entry, headers: &mut HeaderMap) {
    let Some(hash) = visit.app.xet_hash(&entry.content) else { return };
    let (hub, kind, id) = (&visit.app.hub_url, visit.kind().plural(), visit.id());
    let link = format!("<{hub}/api/{kind}/{id}/xet-read-token/{commit}>; rel=\"xet-auth\"");
    headers.insert("x-xet-hash", hash.parse().unwrap());
    headers.insert(header::LINK, link.parse().unwrap());
}

/// Lets in who has a token; signed addresses need none.
async fn store(State(app): State<App>, request: Request) -> Reply {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let is_signed = ["/v1/fetch_term", "/v1/get_xorb/", "/simulation/xorb-uploads/"];
    let needed = if matches!(parts.method, Method::GET | Method::HEAD) { "" } else { "write" };
    if !is_signed.iter().any(|start| path.starts_with(start)) {
        check_token(&parts.headers, needed)?;
    }
    let is_shard = parts.method == Method::POST && path.ends_with("/shards");
    let body = to_bytes(body, LONGEST_BODY).await.map_err(|error| Refusal::new(400, error.to_string()))?;
    let xet = app.xet.as_ref().expect("this origin has no other purpose");
    let answered = xet.pass(parts, body.clone()).await.map_err(|error| Refusal::new(502, error.to_string()))?;
    if is_shard && answered.status().is_success() {
        // The answer is a stream that is complete once the shard is taken.
        let response = whole(answered).await?;
        register(&app.world, &body);
        return Ok(response);
    }
    Ok(http::Response::from(answered).map(Body::new))
}

async fn whole(answered: reqwest::Response) -> Reply {
    let (parts, body) = http::Response::from(answered).into_parts();
    let body = to_bytes(Body::new(body), LONGEST_BODY).await.map_err(|error| Refusal::new(502, error.to_string()))?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn check_token(headers: &HeaderMap, needed: &str) -> Result<(), Refusal> {
    let start = format!("Bearer {TOKEN_START}{needed}");
    let given = headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
    if given.is_some_and(|given| given.starts_with(start.as_bytes())) {
        return Ok(());
    }
    Err(Refusal::new(401, "A token for the Xet store is needed"))
}
