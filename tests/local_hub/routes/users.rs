//! Users and organisations as others see them, and who follows whom.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use serde_json::{Value, json};

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, page};
use crate::local_hub::visit::Question;
use crate::local_hub::world::accounts::Account;
use crate::local_hub::world::timestamp;

pub(super) fn routes() -> Router<App> {
    let list = |what| get(move |question, path| list(question, path, what));
    Router::new()
        .route("/api/users/{name}/overview", get(user))
        .route("/api/users/{name}/followers", list("followers"))
        .route("/api/users/{name}/following", list("following"))
        .route("/api/users/{name}/likes", get(likes))
        .route("/api/organizations/{name}/overview", get(organisation))
        .route("/api/organizations/{name}/followers", list("followers"))
        .route("/api/organizations/{name}/members", list("members"))
}

fn find(question: &Question, name: &str) -> Result<Account, Refusal> {
    let organisations = question.uri.path().starts_with("/api/organizations/");
    let found = question.app.world.account(name).filter(|account| account.is_organisation() == organisations);
    let what = if organisations { "Organization" } else { "User" };
    found.ok_or_else(|| Refusal::new(404, format!("{what} not found")))
}

/// Those who are in one of these relations to an account.
fn related(question: &Question, account: &Account, what: &str) -> Vec<String> {
    let world = &question.app.world;
    match what {
        "members" => account.members.iter().map(|member| member.name.clone()).collect(),
        "following" => world.read(|state| {
            state.follows.iter().filter(|(from, _)| *from == account.name).map(|(_, to)| to.clone()).collect()
        }),
        _ => world.read(|state| {
            state.follows.iter().filter(|(_, to)| *to == account.name).map(|(from, _)| from.clone()).collect()
        }),
    }
}

async fn user(question: Question, Path(name): Path<String>) -> Reply {
    let account = find(&question, &name)?;
    let orgs = question.app.world.organisations_of(&name).into_iter();
    let orgs: Vec<Value> = orgs.map(|(org, _)| json!({"name": org.name, "fullname": org.fullname})).collect();
    let mut about = brief(&account);
    about["orgs"] = json!(orgs);
    about["numFollowers"] = json!(related(&question, &account, "followers").len());
    about["numFollowing"] = json!(related(&question, &account, "following").len());
    about["numModels"] =
        json!(question.app.world.repos().iter().filter(|repo| repo.record.namespace() == name).count());
    Ok(answer(&about))
}

fn brief(account: &Account) -> Value {
    json!({
        "_id": account.id(), "user": account.name, "fullname": account.fullname, "isPro": false, "type": "user",
        "avatarUrl": format!("/avatars/{}.svg", account.name),
    })
}

async fn organisation(question: Question, Path(name): Path<String>) -> Reply {
    let account = find(&question, &name)?;
    Ok(answer(&json!({
        "name": account.name, "fullname": account.fullname, "avatarUrl": format!("/avatars/{name}.svg"),
        "details": "A demo", "isVerified": true, "numUsers": account.members.len(),
        "numFollowers": related(&question, &account, "followers").len(),
    })))
}

async fn likes(question: Question, Path(name): Path<String>) -> Reply {
    find(&question, &name)?;
    let repos = question.app.world.repos().into_iter().map(|repo| repo.record);
    let liked = repos.filter(|record| !record.is_private() && record.likers.contains(&name));
    let shown: Vec<Value> = liked
        .map(|record| {
            let repo = json!({"name": record.id, "type": record.kind.word()});
            json!({"createdAt": timestamp(record.created), "repo": repo})
        })
        .collect();
    page(&question, &shown, question.app.options.page_size)
}

async fn list(question: Question, Path(name): Path<String>, what: &'static str) -> Reply {
    let account = find(&question, &name)?;
    let names = related(&question, &account, what);
    let shown: Vec<Value> = names.iter().filter_map(|name| Some(brief(&question.app.world.account(name)?))).collect();
    page(&question, &shown, question.app.options.page_size)
}
