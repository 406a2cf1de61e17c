//! Who the caller is, and the list of known agents.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer};
use crate::local_hub::visit::Caller;
use crate::local_hub::world::accounts::{Account, Role, Token};
use crate::local_hub::world::timestamp;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/api/whoami-v2", get(whoami)).route("/api/agent-harnesses", get(agent_harnesses))
}

async fn whoami(State(app): State<App>, caller: Caller) -> Reply {
    let Caller(Some((account, token))) = caller else {
        return Err(Refusal::new(401, "Invalid username or password."));
    };
    let organisations = app.world.organisations_of(&account.name);
    let organisations: Vec<_> = organisations.iter().map(|(account, role)| organisation(account, role)).collect();
    Ok(answer(&json!({
        "type": "user", "id": account.id(), "name": account.name, "fullname": account.fullname,
        "email": account.email, "emailVerified": true, "canPay": false, "periodEnd": null, "isPro": false,
        "avatarUrl": format!("/avatars/{}.svg", account.name), "orgs": organisations,
        "auth": auth(&account, &token),
    })))
}

fn organisation(account: &Account, role: &str) -> Value {
    json!({
        "type": "org", "id": account.id(), "name": account.name, "fullname": account.fullname, "email": null,
        "canPay": false, "periodEnd": null, "avatarUrl": format!("/avatars/{}.svg", account.name), "roleInOrg": role,
    })
}

/// A token of a login with the browser has no name.
fn auth(account: &Account, token: &Token) -> Value {
    if token.name.is_empty() {
        return json!({"type": "oauth", "expiresAt": timestamp(1_769_904_000)});
    }
    json!({"type": "access_token", "accessToken": access_token(account, token)})
}

fn access_token(account: &Account, token: &Token) -> Value {
    let mut about = json!({
        "displayName": token.name, "role": token.role.word(), "createdAt": timestamp(1_767_225_600),
    });
    if token.role == Role::FineGrained {
        about["fineGrained"] = json!({
            "canReadGatedRepos": true, "global": [],
            "scoped": [{"entity": {"_id": account.id(), "type": "user", "name": account.name},
                        "permissions": ["repo.content.read"]}],
        });
    }
    about
}

async fn agent_harnesses() -> Response {
    answer(&json!({"standardEnvVars": ["AI_AGENT", "AGENT"], "harnesses": {}}))
}
