//! The large files that a repository keeps, and deleting them for good; and the commits of a branch made into one.

use axum::Router;
use axum::body::Body;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::api;
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, page};
use crate::local_hub::visit::{Visit, read_json};
use crate::local_hub::world::timestamp;

pub(super) fn routes() -> Router<App> {
    let router = api(Router::new(), "/lfs-files", &get(list));
    let router = api(router, "/lfs-files/batch", &post(delete));
    let router = api(router, "/lfs-files/duplicate", &post(share));
    api(router, "/super-squash/{rev}", &post(squash))
}

async fn list(visit: Visit) -> Reply {
    visit.require_write()?;
    let stored = visit.repo.stored_files();
    let shown = stored.values().map(|stored| {
        json!({"fileOid": stored.sha256, "oid": stored.sha256, "filename": stored.path, "size": stored.size,
               "pushedAt": timestamp(stored.when), "ref": stored.reference})
    });
    page(&visit, &shown.collect::<Vec<Value>>(), visit.app.options.page_size)
}

async fn delete(visit: Visit, body: Body) -> Reply {
    visit.require_write()?;
    let body = read_json(body).await?;
    let wanted = &body["deletions"];
    let Some(oids) = wanted["sha"].as_array().filter(|oids| oids.len() <= 1000) else {
        return Err(Refusal::new(400, "\"deletions.sha\" must be a list of at most 1000"));
    };
    let oids: Vec<String> = oids.iter().filter_map(|oid| oid.as_str().map(str::to_owned)).collect();
    let stored = visit.repo.stored_files();
    if let Some(unknown) = oids.iter().find(|oid| !stored.contains_key(*oid)) {
        return Err(Refusal::new(404, format!("LFS file not found: {unknown}")));
    }
    let _writing = visit.app.world.write_lock();
    if wanted["rewriteHistory"] == json!(true) {
        visit.repo.rewrite_without(&oids);
    }
    visit.app.world.delete_stored(visit.kind(), visit.id(), &oids);
    Ok(answer(&json!({"success": true})))
}

/// Content is stored once for all repositories: whoever may read it in one may name it in another.
async fn share(visit: Visit, body: Body) -> Reply {
    visit.require_content()?;
    let body = read_json(body).await?;
    let target = body["target"]["name"].as_str().unwrap_or_default();
    let namespace = target.split_once('/').map_or("", |(namespace, _)| namespace);
    visit.caller.require_write(&visit.app, namespace, "write to a repository")?;
    let (mut success, mut failed) = (vec![], vec![]);
    for file in body["files"].as_array().into_iter().flatten() {
        let sha256 = file["sha256"].as_str().unwrap_or_default();
        let is_known = file["xetHash"].is_string() && visit.app.world.large_size(sha256).is_some();
        if is_known { &mut success } else { &mut failed }.push(json!({"sha256": sha256}));
    }
    Ok(answer(&json!({"success": success, "failed": failed})))
}

async fn squash(visit: Visit, body: Body) -> Reply {
    let author = visit.require_write()?.to_owned();
    let body = read_json(body).await?;
    let branch = visit.word("rev");
    let reference = format!("refs/heads/{branch}");
    if visit.repo.resolve(&reference).is_none() {
        return match visit.repo.resolve(branch) {
            Some(_) => Err(Refusal::new(400, format!("{branch} is not a branch"))),
            None => Err(Refusal::no_revision(branch)),
        };
    }
    let _writing = visit.app.world.write_lock();
    visit.app.world.squash(&visit.repo, &reference, &author, body["message"].as_str().unwrap_or_default());
    Ok("OK".into_response())
}
