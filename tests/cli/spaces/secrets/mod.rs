//! `hf spaces secrets`.

use serde_json::{Map, Value};

use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

mod add;
mod delete;
mod list;

/// What the Hub keeps of the demo Space, values and all.
fn kept(sandbox: &Sandbox) -> Map<String, Value> {
    sandbox.hub().world().repo(Kind::Space, "ada/hello").unwrap().record.secrets
}

/// A demo Space with two secrets.
fn with_secrets() -> Sandbox {
    let sandbox = Sandbox::demo();
    let add = sandbox.command("spaces secrets add ada/hello -s API_KEY -s OTHER").env("API_KEY", "one");
    add.env("OTHER", "two").run().success();
    sandbox.hub().forget();
    sandbox
}
