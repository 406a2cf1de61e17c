//! What the two origins answer: one file an area, each with its table of routes.

use axum::Router;
use axum::routing::MethodRouter;

use super::App;
use super::world::kinds::Kind;

mod access;
mod account;
mod bucket_files;
mod buckets;
mod collections;
mod commits;
mod content;
mod discussions;
mod endpoints;
mod files;
mod git;
mod github;
pub(crate) mod inference;
mod jobs;
mod lfs;
mod likes;
mod listing;
mod oauth;
mod owned;
mod papers;
mod preupload;
mod refs;
mod releases;
mod repos;
mod sandbox;
mod scheduled_jobs;
mod space_machine;
mod space_variables;
mod spaces;
mod stored_files;
mod tree;
mod users;
mod viewer;
mod webhooks;
mod xet;

/// The Hub itself.
pub(crate) fn hub() -> Router<App> {
    [
        access::routes(),
        account::routes(),
        bucket_files::routes(),
        buckets::routes(),
        collections::routes(),
        commits::routes(),
        discussions::routes(),
        endpoints::routes(),
        files::routes(),
        git::routes(),
        github::routes(),
        inference::routes(),
        jobs::routes(),
        lfs::routes(),
        likes::routes(),
        listing::routes(),
        oauth::routes(),
        owned::routes(),
        papers::routes(),
        preupload::routes(),
        refs::routes(),
        releases::routes(),
        repos::routes(),
        sandbox::routes(),
        scheduled_jobs::routes(),
        space_machine::routes(),
        space_variables::routes(),
        spaces::routes(),
        stored_files::routes(),
        tree::routes(),
        users::routes(),
        viewer::routes(),
        webhooks::routes(),
        xet::routes(),
    ]
    .into_iter()
    .fold(Router::new(), Router::merge)
}

/// The second origin: large content behind signed addresses.
pub(crate) fn content() -> Router<App> {
    content::routes()
}

/// The third origin: Xet storage.
pub(crate) fn xet_store() -> Router<App> {
    xet::store_routes()
}

/// A route below every repository's API address: `/api/models/{namespace}/{name}/refs`.
fn api(router: Router<App>, suffix: &str, methods: &MethodRouter<App>) -> Router<App> {
    let add = |router: Router<App>, kind: Kind| {
        router.route(&format!("/api/{}/{{namespace}}/{{name}}{suffix}", kind.plural()), methods.clone())
    };
    Kind::ALL.into_iter().fold(router, add)
}

/// A route below every repository's page: `/datasets/{namespace}/{name}/resolve/...`.
fn page(router: Router<App>, suffix: &str, methods: &MethodRouter<App>) -> Router<App> {
    let add = |router: Router<App>, kind: Kind| {
        router.route(&format!("/{}{{namespace}}/{{name}}{suffix}", kind.prefix()), methods.clone())
    };
    Kind::ALL.into_iter().fold(router, add)
}
