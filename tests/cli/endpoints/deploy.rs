use serde_json::json;

use super::{MACHINE, kept, sent, with_endpoint};
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::{ADA_READS, Sandbox};

#[test]
fn a_deployment_says_what_was_typed_and_the_usual() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf(&format!("endpoints deploy mine {MACHINE} --json")).success();
    assert_eq!(output.json()["status"]["state"], "pending");
    let expected = json!({
        "compute": {"accelerator": "gpu", "instanceSize": "x1", "instanceType": "nvidia-l4",
                    "scaling": {"maxReplica": 1, "minReplica": 1, "scaleToZeroTimeout": null}},
        "model": {"framework": "pytorch", "repository": "gpt2", "revision": null, "image": {"huggingface": {}}},
        "name": "mine", "provider": {"region": "us-east-1", "vendor": "aws"}, "type": "authenticated",
    });
    assert_eq!(sent(&sandbox), expected);
    assert_eq!(sandbox.hub().requests(), ["GET /api/whoami-v2 200", "POST /_endpoints/v2/endpoint/ada 200"]);
}

#[test]
fn everything_else_has_its_place() {
    let sandbox = Sandbox::demo();
    let words = format!(
        "endpoints deploy mine {MACHINE} --namespace ada --min-replica 0 --max-replica 3 --scale-to-zero-timeout 15 \
         --scaling-metric pendingRequests --scaling-threshold 1.5 --task text-generation --revision main \
         --custom-image i:1 --engine vllm --health-route /up --port 8000 --tensor-parallel-size 2 \
         --container-args \"--a 'b c'\" -e A=1 -s KEY --type protected --account-id 42"
    );
    let output = sandbox.command(&words).env("KEY", "value-of-it").run().success();
    assert!(!output.stdout.contains("value-of-it"), "{output}");
    let body = sent(&sandbox);
    let measure = json!({"pendingRequests": 1.5});
    assert_eq!(
        body["compute"]["scaling"],
        json!({"maxReplica": 3, "minReplica": 0, "scaleToZeroTimeout": 15, "measure": measure})
    );
    let image = json!({"vLLM": {"url": "i:1", "healthRoute": "/up", "port": 8000, "tensorParallelSize": 2}});
    assert_eq!(
        body["model"],
        json!({"framework": "pytorch", "repository": "gpt2", "revision": "main", "image": image,
               "task": "text-generation", "args": ["--a", "b c"], "env": {"A": "1"}, "secrets": {"KEY": "value-of-it"}})
    );
    assert_eq!((&body["type"], &body["accountId"]), (&json!("authenticated"), &json!("42")));
}

#[test]
fn a_registrys_password_comes_from_standard_input() {
    let sandbox = Sandbox::demo();
    let flags = "--custom-image i:1 --container-registry-username u --container-registry-password-stdin --json";
    let output = sandbox.command(&format!("endpoints deploy mine {MACHINE} {flags}")).stdin("s3cret\n").run().success();
    assert_eq!(output.stderr.matches("Warning").count(), 0, "{output}");
    let credentials = json!({"username": "u", "password": "s3cret"});
    assert_eq!(sent(&sandbox)["model"]["image"]["custom"]["credentials"], credentials);
}

#[test]
fn what_makes_no_sense_is_a_usage_error_before_anything_is_sent() {
    let sandbox = Sandbox::demo();
    for flags in [
        "--engine vllm --port 80",
        "--tensor-parallel-size 2",
        "--custom-image i --tensor-parallel-size 2",
        "--custom-image i --engine tgi --container-registry-username u",
        "--custom-image i --container-registry-password p",
        "--container-args \"a 'b\"",
        "--scaling-metric cpu",
    ] {
        let output = sandbox.hf(&format!("endpoints deploy mine {MACHINE} {flags}"));
        assert_eq!(output.code(), Some(2), "{flags}: {output}");
    }
    let output = sandbox.hf("endpoints deploy mine --repo gpt2 --vendor aws");
    assert_eq!(output.code(), Some(2), "{output}");
    for flag in ["--framework", "--accelerator", "--instance-size", "--instance-type", "--region"] {
        assert!(output.stderr.contains(flag), "{output}");
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn refusals_have_statuses_of_their_own() {
    let sandbox = with_endpoint(&["running"]);
    let taken = sandbox.hf(&format!("endpoints deploy mine {MACHINE}"));
    assert_eq!(taken.code(), Some(1), "{taken}");
    assert!(taken.stderr.contains("Endpoint mine already exists"), "{taken}");
    let reader = sandbox.command(&format!("endpoints deploy other {MACHINE}")).token(ADA_READS).run();
    assert_eq!(reader.code(), Some(4), "{reader}");
}

#[test]
fn unknown_hardware_is_answered_with_the_nearest_and_its_price() {
    let sandbox = with_endpoint(&["running"]);
    for (words, typed) in [
        (format!("deploy other {MACHINE} --instance-size x64"), "nvidia-l4 x64 gpu aws us-east-1"),
        (format!("deploy other {MACHINE} --vendor awz"), "nvidia-l4 x1 gpu awz us-east-1"),
        ("update mine --instance-type nvidia-l5 --accelerator gpu".to_owned(), "nvidia-l5 gpu"),
    ] {
        let output = sandbox.hf(&format!("endpoints {words}"));
        assert_eq!(output.code(), Some(2), "{output}");
        assert!(output.stderr.starts_with(&format!("Error: unknown hardware '{typed}'\n")), "{output}");
        assert!(output.stderr.ends_with("Hint: use nvidia-l4 x1 gpu aws us-east-1 ($0.80 an hour)\n"), "{output}");
    }
}

#[test]
fn a_quota_and_a_plan_that_refuse_have_statuses_of_their_own() {
    let sandbox = Sandbox::demo();
    for (status, code) in [(402, 4), (403, 4)] {
        let effect = Effect::Status(status, vec![("x-error-message", "quota of nvidia-l4 is used up".to_owned())]);
        sandbox.hub().fault(Fault::new("POST", "*/endpoint/ada", effect).times(1));
        let output = sandbox.hf(&format!("endpoints deploy mine {MACHINE}"));
        assert_eq!(output.code(), Some(code), "{output}");
        assert!(output.stderr.contains("quota of nvidia-l4 is used up"), "{output}");
    }
}

#[test]
fn a_secret_keeps_its_lines() {
    let sandbox = Sandbox::demo();
    let key = "-----BEGIN KEY-----\nabc\n-----END KEY-----\n";
    let run = sandbox.command(&format!("endpoints deploy mine {MACHINE} -s PEM")).env("PEM", key);
    let output = run.run().success();
    assert_eq!(sent(&sandbox)["model"]["secrets"], json!({ "PEM": key }));
    assert!(!output.to_string().contains("BEGIN KEY"), "{output}");
}

#[test]
fn a_deployment_can_be_waited_for() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf(&format!("endpoints deploy mine {MACHINE} --wait --timeout 0 --json"));
    assert_eq!((output.code(), output.stdout.as_str()), (Some(6), ""), "{output}");
    assert!(output.stderr.contains("`hf endpoints pause mine --namespace ada`"), "{output}");
    assert_eq!(kept(&sandbox)["status"]["state"], "pending");
}
