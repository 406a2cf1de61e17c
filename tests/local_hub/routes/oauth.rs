//! Logins with the browser, renewed tokens, and tokens for programs that the Hub trusts.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, answer_with, escape, read_form};
use crate::local_hub::world::oauth::Grant;

/// The client that every Hub knows.
const CLIENT: &str = "26be6b09-91c5-47da-9861-d2d2bb7a7e36";
const LONGEST_FORM: usize = 64 << 10;
/// Who sits before the browser.
const USER: &str = "ada";
/// What a workflow of GitHub's shows to be told its identity, and the identity that it is told.
const WORKFLOW: &str = "Bearer workflow-secret";
const IDENTITY: &str = "identity-of-workflow";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/oauth/device", post(device))
        .route("/oauth/token", post(token))
        .route("/device", get(enter))
        .route("/github/id-token", get(github))
}

async fn device(State(app): State<App>, body: Body) -> Response {
    let form = Form::read(body).await;
    if form.get("client_id") != CLIENT {
        return refused("invalid_client", "This client is not known here");
    }
    let (login, oauth) = (app.world.begin_login(), app.world.oauth());
    let page = format!("{}/device", app.hub_url);
    let mut reply = json!({
        "device_code": login.device_code, "user_code": login.user_code, "verification_uri": page,
        "expires_in": oauth.code_lifetime, "interval": oauth.interval,
    });
    if oauth.has_complete_page {
        reply["verification_uri_complete"] = json!(format!("{page}?code={}", escape(&login.user_code)));
    }
    answer(&reply)
}

async fn enter(State(app): State<App>, uri: Uri) -> Reply {
    let form = Form(read_form(uri.query().unwrap_or_default()));
    match app.world.enter_code(form.get("code"), USER) {
        true => Ok(format!("You are logged in as {USER}. Close this page.\n").into_response()),
        false => Err(Refusal::new(404, "This code is not known: open /device?code=CODE").plain()),
    }
}

async fn token(State(app): State<App>, body: Body) -> Response {
    let form = Form::read(body).await;
    match form.get("grant_type").rsplit(':').next().unwrap_or_default() {
        "device_code" => of_login(&app, form.get("device_code")),
        "refresh_token" => trouble(&app).unwrap_or_else(|| renewed(&app, form.get("refresh_token"))),
        "token-exchange" => match app.world.trusted(form.get("subject_token")) {
            Some(user) => exchanged(&app, &user, form.get("resource")),
            None => refused("invalid_request", "Nobody trusts this identity"),
        },
        _ => refused("unsupported_grant_type", "There is no such grant"),
    }
}

fn of_login(app: &App, device_code: &str) -> Response {
    let Some(login) = app.world.login(device_code) else { return refused("invalid_grant", "There is no such code") };
    if let Some(trouble) = trouble(app) {
        return trouble;
    }
    let at_once = app.world.is_eager().then(|| USER.to_owned());
    match login.user.or(at_once) {
        Some(user) => granted(&app.world.grant(&user)),
        None => refused("authorization_pending", "The user is not done"),
    }
}

fn trouble(app: &App) -> Option<Response> {
    Some(match app.world.next_trouble()?.as_str() {
        "html" => (StatusCode::BAD_GATEWAY, "<html>Bad gateway</html>").into_response(),
        error => refused(error, "So it was arranged"),
    })
}

fn renewed(app: &App, refresh_token: &str) -> Response {
    match app.world.renew(refresh_token) {
        Some(grant) => granted(&grant),
        None => refused("invalid_grant", "The refresh token is over"),
    }
}

fn granted(grant: &Grant) -> Response {
    let mut reply = json!({"access_token": grant.token, "token_type": "bearer", "expires_in": grant.lifetime});
    if let Some(refresh_token) = &grant.refresh_token {
        reply["refresh_token"] = json!(refresh_token);
    }
    answer(&reply)
}

/// A program's token lives for an hour and is not renewed.
fn exchanged(app: &App, user: &str, resource: &str) -> Response {
    if resource.is_empty() {
        return refused("invalid_target", "For which repository?");
    }
    let grant = app.world.grant(user);
    answer(&json!({"access_token": grant.token, "token_type": "bearer", "expires_in": 3600}))
}

/// What GitHub answers to a workflow that may ask for its identity.
async fn github(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Reply {
    let form = Form(read_form(uri.query().unwrap_or_default()));
    let is_workflow = headers.get("authorization").is_some_and(|value| value == WORKFLOW);
    if !is_workflow || form.get("audience") != app.hub_url || form.get("api-version").is_empty() {
        return Err(Refusal::new(401, "Not a workflow that may ask"));
    }
    Ok(answer(&json!({"value": IDENTITY, "count": 1})))
}

fn refused(error: &str, description: &str) -> Response {
    answer_with(400, &json!({"error": error, "error_description": description}))
}

/// The fields of a form, or of a JSON object.
struct Form(Vec<(String, String)>);

impl Form {
    async fn read(body: Body) -> Self {
        let bytes = to_bytes(body, LONGEST_FORM).await.unwrap_or_default();
        let Ok(Value::Object(fields)) = serde_json::from_slice(&bytes) else {
            return Self(read_form(&String::from_utf8_lossy(&bytes)));
        };
        Self(fields.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect())
    }

    /// A field; empty if it is not there.
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}
