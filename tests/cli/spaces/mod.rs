//! `hf spaces`.

mod card;
mod dev_mode;
mod hardware;
mod hot_reload;
mod info;
mod list;
mod logs;
mod quota;
mod search;
mod secrets;
mod settings;
mod stages;
mod storage;
mod stream;
mod templates;
mod variables;
mod volumes;

use serde_json::Value;

use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::spaces::Machine;
use crate::sandbox::Sandbox;

/// What runs the demo Space.
fn machine(sandbox: &Sandbox) -> Machine {
    sandbox.hub().world().repo(Kind::Space, "ada/hello").unwrap().record.machine
}

/// The demo Space, which goes through these stages.
fn in_stages(stages: &[&str]) -> Sandbox {
    let sandbox = Sandbox::demo();
    sandbox.hub().world().change_space("ada/hello", |machine| machine.plan(stages));
    sandbox.hub().world().change_repo(Kind::Space, "ada/hello", |record| record.sdk = Some("gradio".to_owned()));
    sandbox
}

/// The body of the only request that has one.
fn sent(sandbox: &Sandbox) -> Value {
    let trace = sandbox.hub().trace();
    let bodies: Vec<_> = trace.iter().filter(|seen| !seen.body.is_empty()).collect();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    serde_json::from_slice(&bodies[0].body).unwrap()
}
