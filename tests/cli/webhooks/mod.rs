//! `hf webhooks`.

use serde_json::Value;

use crate::sandbox::Sandbox;

mod create;
mod list;
mod listen;
mod switch;
mod update;

/// What the Hub keeps, in the order of creation.
fn kept(sandbox: &Sandbox) -> Vec<Value> {
    sandbox.hub().world().read(|state| state.webhooks.clone())
}

/// A world with one webhook, and its ID.
fn with_webhook() -> (Sandbox, String) {
    let sandbox = Sandbox::demo();
    let flags = "--watch model:ada/tiny-bert --watch org:demo-org --url https://example.com/hook --secret s3same";
    let id = sandbox.hf(&format!("webhooks create {flags} -q")).success().stdout.trim().to_owned();
    sandbox.hub().forget();
    (sandbox, id)
}
