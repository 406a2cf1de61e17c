//! Access to gated repositories: asking for it, deciding about it, checking it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::{Map, Value, json};

use super::{api, page as page_route};
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, page, read_form};
use crate::local_hub::visit::{Visit, read_json};
use crate::local_hub::world::access::AccessRequest;
use crate::local_hub::world::timestamp;

pub(super) fn routes() -> Router<App> {
    let router = api(Router::new(), "/auth-check", &get(check));
    let router = api(router, "/auth-check/write", &get(check_write));
    let router = api(router, "/user-access-request/handle", &post(handle));
    let router = api(router, "/user-access-request/grant", &post(grant));
    let router = api(router, "/user-access-request/{status}", &get(list));
    page_route(router, "/ask-access", &post(ask))
}

async fn check(visit: Visit) -> Reply {
    visit.require_content()?;
    Ok(answer(&json!({})))
}

async fn check_write(visit: Visit) -> Reply {
    visit.require_write()?;
    Ok(answer(&json!({})))
}

async fn list(visit: Visit) -> Reply {
    visit.require_write()?;
    let status = visit.word("status");
    if !["pending", "accepted", "rejected"].contains(&status) {
        return Err(Refusal::new(400, format!("Invalid status {status}")));
    }
    let requests = visit.repo.record.requests.iter().filter(|request| request.status == status);
    let requests: Vec<Value> = requests.map(|request| show(&visit, request)).collect();
    page(&visit, &requests, visit.app.options.page_size)
}

fn show(visit: &Visit, request: &AccessRequest) -> Value {
    let account = visit.app.world.account(&request.user);
    let user = account.map(|account| {
        json!({"_id": account.id(), "user": account.name, "fullname": account.fullname, "email": account.email})
    });
    let mut shown = json!({
        "timestamp": timestamp(request.when), "status": request.status, "requestId": format!("request-{}", request.user),
    });
    if let Some(user) = user {
        shown["user"] = user;
    }
    if !request.fields.is_empty() {
        shown["fields"] = Value::from(request.fields.clone());
    }
    shown
}

/// The user that a decision is about.
async fn named(visit: &Visit, body: &Value) -> Result<String, Refusal> {
    visit.require_write()?;
    if visit.repo.record.gated == json!(false) {
        return Err(
            Refusal::new(400, format!("{} {} is not gated", visit.kind().word(), visit.id())).code("RepoNotGated")
        );
    }
    let user = body["user"].as_str().unwrap_or_default();
    let is_known = visit.app.world.account(user).is_some_and(|account| !account.is_organisation());
    if is_known { Ok(user.to_owned()) } else { Err(Refusal::new(404, "User not found")) }
}

async fn handle(visit: Visit, body: Body) -> Reply {
    let body = read_json(body).await?;
    let user = named(&visit, &body).await?;
    let status = body["status"].as_str().unwrap_or_default();
    if !["pending", "accepted", "rejected"].contains(&status) {
        return Err(Refusal::new(400, "Invalid option: expected one of \"accepted\"|\"rejected\"|\"pending\""));
    }
    if visit.repo.record.access_of(&user).is_none_or(|known| known == status) {
        return Err(Refusal::new(404, "No access request found matching your criteria"));
    }
    visit.app.world.change_repo(visit.kind(), visit.id(), |record| record.set_access(&user, status, 0));
    Ok(answer(&json!({})))
}

async fn grant(visit: Visit, body: Body) -> Reply {
    let user = named(&visit, &read_json(body).await?).await?;
    if visit.repo.record.access_of(&user) == Some("accepted") {
        return Err(Refusal::new(400, "That user already has access to the repo"));
    }
    let when = visit.app.world.now();
    visit.app.world.change_repo(visit.kind(), visit.id(), |record| record.set_access(&user, "accepted", when));
    Ok(answer(&json!({})))
}

/// Who has asked before is led to the page all the same, and nothing changes.
async fn ask(visit: Visit, body: Body) -> Reply {
    let user = visit.caller.require()?.to_owned();
    let bytes = to_bytes(body, 1 << 20).await.map_err(|error| Refusal::new(400, error.to_string()))?;
    let fields: Map<String, Value> = match serde_json::from_slice(&bytes) {
        Ok(Value::Object(fields)) => fields,
        _ => read_form(&String::from_utf8_lossy(&bytes)).into_iter().map(|(key, value)| (key, value.into())).collect(),
    };
    if visit.repo.record.access_of(&user).is_none() {
        let status = if visit.repo.record.gated == json!("auto") { "accepted" } else { "pending" }.to_owned();
        let request = AccessRequest { user, status, when: visit.app.world.now(), fields };
        visit.app.world.change_repo(visit.kind(), visit.id(), |record| record.requests.push(request));
    }
    let page = format!("{}/{}", visit.app.hub_url, visit.repo.record.page());
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, page)], "See Other").into_response())
}
