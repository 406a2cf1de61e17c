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
