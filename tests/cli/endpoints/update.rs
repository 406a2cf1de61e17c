use serde_json::json;

use super::{kept, sent, with_endpoint};

#[test]
fn only_what_is_typed_is_sent() {
    let sandbox = with_endpoint(&["running"]);
    let output = sandbox.hf("endpoints update mine --min-replica 0 --revision main --json").success();
    assert_eq!(output.json()["status"]["state"], "updating");
    let expected = json!({"compute": {"scaling": {"minReplica": 0}}, "model": {"revision": "main"}});
    assert_eq!(sent(&sandbox), expected);
    assert_eq!(kept(&sandbox)["compute"]["scaling"]["maxReplica"], 1);
}

#[test]
fn an_empty_text_clears_the_command_and_secrets_are_replaced() {
    let sandbox = with_endpoint(&["running"]);
    let words = "endpoints update mine --container-args \"--a 'b c'\" --container-command '' -s KEY -e A=1";
    sandbox.command(words).env("KEY", "value-of-it").run().success();
    let model = json!({"command": [], "args": ["--a", "b c"], "env": {"A": "1"}, "secrets": {"KEY": "value-of-it"}});
    assert_eq!(sent(&sandbox), json!({ "model": model }));
}

#[test]
fn sizes_change_in_the_image_that_it_has() {
    let sandbox = with_endpoint(&["running"]);
    let set_image = |image: serde_json::Value| {
        let change =
            |endpoint: &mut crate::local_hub::world::endpoints::Endpoint| endpoint.record["model"]["image"] = image;
        sandbox.hub().world().change_endpoint("ada", "mine", change);
    };
    set_image(json!({"vLLM": {"url": "i:1", "port": 8000}}));
    sandbox.hf("endpoints update mine --tensor-parallel-size 2 --data-parallel-size 4").success();
    let image = json!({"vLLM": {"url": "i:1", "port": 8000, "tensorParallelSize": 2, "dataParallelSize": 4}});
    assert_eq!(sent(&sandbox), json!({"model": {"image": image}}));
    sandbox.hub().forget();
    set_image(json!({"custom": {"url": "i:1", "credentials": {"username": "u"}}}));
    let output = sandbox.hf("endpoints update mine --data-parallel-size 2");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("registry credentials, which cannot be read back"), "{output}");
    assert!(!sandbox.hub().requests().iter().any(|request| request.starts_with("PUT")));
}

#[test]
fn an_update_that_is_refused_is_told() {
    let sandbox = with_endpoint(&["updating"]);
    let busy = sandbox.hf("endpoints update mine --min-replica 0");
    assert_eq!(busy.code(), Some(1), "{busy}");
    assert!(busy.stderr.contains("The endpoint is being updated"), "{busy}");
    let sandbox = with_endpoint(&["running"]);
    let above = sandbox.hf("endpoints update mine --min-replica 5");
    assert_eq!(above.code(), Some(1), "{above}");
    assert!(above.stderr.contains("minReplica must be lower"), "{above}");
}
