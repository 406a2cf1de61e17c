//! Who likes a repository.

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::api;
use crate::local_hub::App;
use crate::local_hub::reply::{Reply, page};
use crate::local_hub::visit::Visit;

pub(super) fn routes() -> Router<App> {
    let router = api(Router::new(), "/likers", &get(list));
    api(router, "/like", &post(like).delete(unlike))
}

async fn list(visit: Visit) -> Reply {
    let accounts = visit.repo.record.likers.iter().filter_map(|name| visit.app.world.account(name));
    let shown = accounts.map(|account| {
        let avatar = format!("{}/avatars/{}.svg", visit.app.hub_url, account.name);
        json!({"_id": account.id(), "user": account.name, "fullname": account.fullname, "avatarUrl": avatar,
               "type": "user", "isPro": false})
    });
    page(&visit, &shown.collect::<Vec<Value>>(), visit.app.options.page_size)
}

async fn like(visit: Visit) -> Reply {
    change(&visit, true)
}

async fn unlike(visit: Visit) -> Reply {
    change(&visit, false)
}

fn change(visit: &Visit, likes: bool) -> Reply {
    let name = visit.caller.require_write_token()?;
    visit.app.world.change_repo(visit.kind(), visit.id(), |record| {
        let before = record.likers.len() as u64;
        record.likers.retain(|liker| liker != name);
        if likes {
            record.likers.push(name.to_owned());
        }
        record.likes = (record.likes + record.likers.len() as u64).saturating_sub(before);
    });
    Ok("OK".into_response())
}
