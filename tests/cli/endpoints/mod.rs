//! `hf endpoints`.

mod catalog;
mod deploy;
mod hardware;
mod infer;
mod life;
mod list;
mod recipe;
mod update;
mod wait;
mod with;

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

/// The flags that every deployment needs.
const MACHINE: &str = "--repo gpt2 --framework pytorch --accelerator gpu --instance-size x1 --instance-type nvidia-l4 \
                       --region us-east-1 --vendor aws";

/// A Hub where ada has an endpoint that goes through these states.
fn with_endpoint(states: &[&str]) -> Sandbox {
    let sandbox = Sandbox::demo();
    let wanted = json!({
        "name": "mine", "type": "authenticated", "provider": {"vendor": "aws", "region": "us-east-1"},
        "compute": {"accelerator": "gpu", "instanceType": "nvidia-l4", "instanceSize": "x1",
                    "scaling": {"minReplica": 1, "maxReplica": 1}},
        "model": {"repository": "gpt2", "framework": "pytorch", "task": "text-generation",
                  "image": {"huggingface": {}}},
    });
    sandbox.hub().world().deploy("ada", &wanted);
    sandbox.hub().world().change_endpoint("ada", "mine", |endpoint| endpoint.plan(states));
    sandbox
}

/// The endpoint as the service keeps it.
fn kept(sandbox: &Sandbox) -> Value {
    sandbox.hub().world().change_endpoint("ada", "mine", |endpoint| endpoint.record.clone()).unwrap()
}

/// The body of the only request that has one.
fn sent(sandbox: &Sandbox) -> Value {
    let trace = sandbox.hub().trace();
    let bodies: Vec<_> = trace.iter().filter(|seen| !seen.body.is_empty()).collect();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    serde_json::from_slice(&bodies[0].body).unwrap()
}
