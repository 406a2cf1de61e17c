//! What tests of listings share: worlds with small pages, what the Hub has found out, and what it was asked.

use serde_json::Value;

use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::{Options, Seed};
use crate::sandbox::Sandbox;

/// The demo world, whose listings have two entries a page.
pub fn paged() -> Sandbox {
    Sandbox::with(Options { page_size: 2, seed: Seed::Demo, ..Options::default() })
}

/// What the Hub has found out about a repo.
pub fn find(sandbox: &Sandbox, kind: Kind, id: &str, found: Value) {
    let Value::Object(found) = found else { panic!("not an object: {found}") };
    sandbox.hub().world().change_repo(kind, id, |record| record.found.extend(found));
}

/// The queries that were sent to a path.
pub fn queries(sandbox: &Sandbox, path: &str) -> Vec<String> {
    let seen = sandbox.hub().trace().into_iter().filter(|seen| seen.path == path);
    let pair = |(name, value): &(String, String)| format!("{name}={value}");
    seen.map(|seen| seen.query.iter().map(pair).collect::<Vec<_>>().join("&")).collect()
}

#[test]
fn every_listing_of_pages_keeps_what_came_before_a_page_that_fails() {
    for words in ["models list", "repos list", "repos history ada/tiny-bert"] {
        let sandbox = paged();
        sandbox.hub().fault(Fault::new("GET", "*", Effect::Status(200, vec![])).skip(1));
        let output = sandbox.hf(&format!("{words} --quiet"));
        assert_eq!((output.code(), output.stdout.lines().count()), (Some(6), 2), "{words}: {output}");
    }
}
