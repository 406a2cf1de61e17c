mod files;
mod info;
mod list;

use serde_json::Value;

use crate::local_hub::world::kinds::Kind;
use crate::local_hub::{Options, Seed};
use crate::sandbox::Sandbox;

/// The demo world, whose listings have two entries a page.
fn paged() -> Sandbox {
    Sandbox::with(Options { page_size: 2, seed: Seed::Demo, ..Options::default() })
}

/// What the Hub has found out about a model.
fn find(sandbox: &Sandbox, id: &str, found: Value) {
    let Value::Object(found) = found else { panic!("not an object: {found}") };
    sandbox.hub().world().change_repo(Kind::Model, id, |record| record.found.extend(found));
}

/// The queries that were sent to a path.
fn queries(sandbox: &Sandbox, path: &str) -> Vec<String> {
    let seen = sandbox.hub().trace().into_iter().filter(|seen| seen.path == path);
    let pair = |(name, value): &(String, String)| format!("{name}={value}");
    seen.map(|seen| seen.query.iter().map(pair).collect::<Vec<_>>().join("&")).collect()
}
