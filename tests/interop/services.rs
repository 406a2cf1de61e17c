//! Endpoints and Spaces: what either client did to them, the other sees.

use serde_json::json;

use super::python::python;
use crate::run::Run;
use crate::sandbox::Sandbox;

const DEPLOY: &str = "endpoints deploy mine --repo gpt2 --framework pytorch --accelerator gpu --instance-size x1 \
                      --instance-type nvidia-l4 --region us-east-1 --vendor aws --task text-generation";

/// Where the client looks for endpoints, which no variable moves.
const MOVED: &str = "import huggingface_hub.constants\n\
                     hub.constants.INFERENCE_ENDPOINTS_ENDPOINT = os.environ['HF_INFERENCE_ENDPOINTS_ENDPOINT']\n\
                     endpoint = hub.get_inference_endpoint('mine', namespace='ada')\n";

fn state(sandbox: &Sandbox) -> String {
    sandbox.hf("endpoints describe mine --json").success().json()["status"]["state"].as_str().unwrap().to_owned()
}

#[test]
fn an_endpoint_is_deployed_waited_for_paused_and_resumed_by_either_client() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let script = |code: &str| Run::run(python.script(&sandbox, &format!("{MOVED}{code}"))).success().json();
    sandbox.hf(DEPLOY).success();
    let seen = script("endpoint.wait(refresh_every=0.1)\nshow([endpoint.status, endpoint.repository, endpoint.url])");
    assert_eq!(seen, json!(["running", "gpt2", "[HUB]/_ie/ada/mine"]));
    script("show(endpoint.pause().status)");
    assert_eq!(state(&sandbox), "paused");
    sandbox.hf("endpoints resume mine").success();
    sandbox.hf("endpoints wait mine --every 1").success();
    assert_eq!(script("show(endpoint.status)"), json!("running"));
    sandbox.hf("endpoints pause mine").success();
    assert_eq!(script("show([endpoint.status, endpoint.resume().status])"), json!(["paused", "pending"]));
    assert_eq!(
        script("endpoint.scale_to_zero() if endpoint.wait(refresh_every=0.1) else 0\nshow(endpoint.status)"),
        json!("scaledToZero")
    );
    assert_eq!(state(&sandbox), "scaledToZero");
}

#[test]
fn an_endpoint_is_changed_and_deleted_by_either_client() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let script = |code: &str| Run::run(python.script(&sandbox, &format!("{MOVED}{code}"))).success().json();
    sandbox.hf(DEPLOY).success();
    sandbox.hf("endpoints wait mine --every 1").success();
    let scaling = "endpoint.raw['compute']['scaling']['maxReplica']";
    assert_eq!(
        script(&format!("endpoint.update(max_replica=3)\nshow([endpoint.status, {scaling}])")),
        json!(["updating", 3])
    );
    let ours = sandbox.hf("endpoints wait mine --every 1 --json").success().json();
    assert_eq!(ours["state"], "running");
    let update = "endpoints update mine --max-replica 5 --revision main --wait --json";
    assert_eq!(sandbox.hf(update).success().json()["compute"]["scaling"]["maxReplica"], 5);
    assert_eq!(
        script(&format!("show([endpoint.fetch().status, {scaling}, endpoint.revision])")),
        json!(["running", 5, "main"])
    );
    let theirs = script("show([it.name for it in hub.list_inference_endpoints(namespace='ada')])");
    assert_eq!(theirs, json!(["mine"]));
    script("endpoint.delete()\nshow(1)");
    assert_eq!(sandbox.hf("endpoints describe mine").code(), Some(3));
    assert_eq!(sandbox.hf("endpoints list --json").success().stdout, "[]\n");
}

#[test]
fn a_space_runs_on_what_either_client_asked_for() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let script = |code: &str| Run::run(python.script(&sandbox, &format!("api = hub.HfApi()\n{code}"))).success().json();
    sandbox.hf("repos create ada/machine --type space --space-sdk docker").success();
    sandbox.hf("spaces settings ada/machine --hardware t4-small --sleep-time 600").success();
    sandbox.hf("spaces wait ada/machine").success();
    let seen = "runtime = api.get_space_runtime('ada/machine')\nshow([runtime.stage, runtime.requested_hardware, runtime.sleep_time])";
    assert_eq!(script(seen), json!(["RUNNING", "t4-small", 600]));
    script(
        "api.set_space_sleep_time('ada/machine', 900)\nshow(api.request_space_hardware('ada/machine', 'new-gpu').stage)",
    );
    let info = sandbox.hf("spaces info ada/machine --json").success().json();
    assert_eq!(info["runtime"]["requested_hardware"], "new-gpu", "{info}");
    assert_eq!(info["runtime"]["sleep_time"], 900, "{info}");
    script("show(api.pause_space('ada/machine').stage)");
    let output = sandbox.hf("spaces wait ada/machine");
    assert!(output.code() == Some(1) && output.stderr.contains("is not running: PAUSED"), "{output}");
    sandbox.hf("spaces restart ada/machine --wait").success();
    assert_eq!(script("show(api.get_space_runtime('ada/machine').stage)"), json!("RUNNING"));
    sandbox.command("spaces secrets add ada/machine -s KEY").env("KEY", "hidden").run().success();
    script("api.delete_space_secret('ada/machine', 'KEY')\nshow(1)");
    assert_eq!(sandbox.hf("spaces secrets list ada/machine --json").success().stdout, "[]\n");
}

#[test]
fn a_space_has_the_variables_secrets_and_stage_that_either_client_gave_it() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let script = |code: &str| Run::run(python.script(&sandbox, &format!("api = hub.HfApi()\n{code}"))).success().json();
    sandbox.hf("repos create ada/machine --type space --space-sdk docker").success();
    sandbox.hf("spaces variables add ada/machine -e MODE=fast").success();
    sandbox.command("spaces secrets add ada/machine -s KEY").env("KEY", "hidden").run().success();
    let seen = "show([{k: v.value for k, v in api.get_space_variables('ada/machine').items()}, list(api.get_space_secrets('ada/machine'))])";
    assert_eq!(script(seen), json!([{"MODE": "fast"}, ["KEY"]]));
    script(
        "api.add_space_variable('ada/machine', 'LEVEL', '3')\napi.add_space_secret('ada/machine', 'OTHER', 'x')\nshow(1)",
    );
    let variables = sandbox.hf("spaces variables list ada/machine --json").success().stdout;
    assert!(variables.contains("LEVEL") && variables.contains("MODE"), "{variables}");
    assert!(sandbox.hf("spaces secrets list ada/machine --json").success().stdout.contains("OTHER"));
    sandbox.hf("spaces pause ada/machine").success();
    assert_eq!(script("show(api.get_space_runtime('ada/machine').stage)"), json!("PAUSED"));
    script("api.restart_space('ada/machine')\nshow(1)");
    let info = sandbox.hf("spaces info ada/machine --json").success().json();
    assert_ne!(info["runtime"]["stage"], json!("PAUSED"), "{info}");
}
