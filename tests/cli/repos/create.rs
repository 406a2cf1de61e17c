use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};

use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::{ADA_READS, Sandbox};

/// The bodies that were sent to make repos.
fn sent(sandbox: &Sandbox) -> Vec<Value> {
    let trace = sandbox.hub().trace();
    let creations = trace.iter().filter(|seen| seen.path == "/api/repos/create");
    creations.map(|seen| serde_json::from_slice(&seen.body).unwrap()).collect()
}

#[test]
fn a_repo_is_named_as_it_is_typed_and_nothing_else_is_said() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("repos create ada/new --json").success();
    assert_eq!(output.stdout, "{\"repo_id\": \"ada/new\", \"url\": \"[HUB]/ada/new\"}\n");
    assert_eq!(sent(&sandbox), [json!({"name": "new", "organization": "ada", "type": "model"})]);
}

#[test]
fn the_full_id_of_a_bare_name_comes_from_the_hub() {
    let sandbox = Sandbox::empty();
    assert_eq!(sandbox.hf("repos create new --type dataset -q").success().stdout, "ada/new\n");
    assert_eq!(sent(&sandbox), [json!({"name": "new", "organization": null, "type": "dataset"})]);
}

#[test]
fn visibility_and_the_places_for_enterprises_are_passed_on() {
    let sandbox = Sandbox::empty();
    for (flags, key, value) in [
        ("--private", "visibility", json!("private")),
        ("--public", "visibility", json!("public")),
        ("--private --no-private", "visibility", json!(null)),
        ("--region eu", "region", json!("eu")),
        ("--resource-group-id 66670e", "resourceGroupId", json!("66670e")),
    ] {
        sandbox.hub().forget();
        sandbox.hf(&format!("repos create ada/new --exist-ok {flags}")).success();
        assert_eq!(sent(&sandbox)[0][key], value, "{flags}");
    }
}

#[test]
fn a_space_takes_its_machine_its_variables_and_its_volumes_along() {
    let sandbox = Sandbox::empty();
    let words = "repos create spaces/ada/new --sdk docker --flavor t4-small --sleep-time -1 --secrets KEY -e A=b \
                 --env-file - -v hf://datasets/ada/planets/data:/data:ro";
    let run = sandbox.command(words).env("KEY", "from here").stdin("A=replaced\n# comment\nexport B='c d'\n");
    run.run().success();
    let expected = json!({
        "name": "new", "organization": "ada", "type": "space", "sdk": "docker", "hardware": "t4-small",
        "sleepTimeSeconds": -1, "secrets": [{"key": "KEY", "value": "from here"}],
        "variables": [{"key": "A", "value": "b"}, {"key": "B", "value": "c d"}],
        "volumes": [{"type": "dataset", "source": "ada/planets", "mountPath": "/data", "readOnly": true,
                     "path": "data"}],
    });
    assert_eq!(sent(&sandbox), [expected]);
}

#[test]
fn the_secret_hf_token_is_the_token_that_is_logged_in() {
    let sandbox = Sandbox::empty();
    std::fs::write(sandbox.hf_home().join("token"), crate::sandbox::ADA).unwrap();
    let words = "repos create ada/new --type space --sdk static --secrets HF_TOKEN";
    sandbox.command(words).no_token().run().success();
    assert_eq!(sent(&sandbox)[0]["secrets"], json!([{"key": "HF_TOKEN", "value": crate::sandbox::ADA}]));
}

#[test]
fn a_variable_that_is_skipped_is_told() {
    let sandbox = Sandbox::empty();
    let words = "repos create ada/new --type space --sdk static --secrets NOWHERE --env 1=2 --env A=b";
    let output = sandbox.hf(words).success();
    assert!(output.stderr.contains("--secrets: skipping NOWHERE: not set in the environment"), "{output}");
    assert!(output.stderr.contains("--env: skipping line 1: not NAME=VALUE"), "{output}");
    assert_eq!(sent(&sandbox)[0]["variables"], json!([{"key": "A", "value": "b"}]));
}

#[cfg(unix)]
#[test]
fn a_file_of_secrets_that_others_may_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::empty();
    let path = sandbox.write("secrets.env", "A=1\n");
    for (mode, is_told) in [(0o644, true), (0o600, false)] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let words = "repos create ada/new --exist-ok --type space --sdk static --secrets-file secrets.env";
        let output = sandbox.hf(words).success();
        assert_eq!(output.stderr.contains("'secrets.env' is readable by other users (mode 644)"), is_told, "{output}");
    }
}

#[test]
fn a_template_brings_its_sdk_and_its_visibility() {
    let sandbox = Sandbox::empty();
    sandbox.hf("repos create ada/lab --type space --template jupyterlab").success();
    let expected = json!({
        "name": "lab", "organization": "ada", "type": "space", "sdk": "docker", "visibility": "private",
        "template": "SpacesExamples/jupyterlab",
    });
    assert_eq!(sent(&sandbox), [expected]);
    sandbox.hub().forget();
    sandbox.hf("repos create ada/chat --type space --template gradio-templates/chatbot --public").success();
    assert_eq!(sent(&sandbox)[0]["visibility"], json!("public"));
}

#[test]
fn an_unknown_template_is_answered_with_those_there_are() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("repos create ada/lab --type space --template nope");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.contains("use one of JupyterLab, chatbot"), "{output}");
    assert!(sent(&sandbox).is_empty());
}

#[test]
fn what_only_spaces_have_is_refused_or_ignored_aloud() {
    let sandbox = Sandbox::empty();
    for flags in ["--protected", "--template x"] {
        let output = sandbox.hf(&format!("repos create ada/new {flags}"));
        assert_eq!(output.code(), Some(2), "{output}");
    }
    assert!(sent(&sandbox).is_empty());
    let output = sandbox.hf("repos create ada/new --sdk static --flavor cpu-basic -e A=b").success();
    assert!(output.stderr.contains("no effect on a model: --sdk, --flavor, --env"), "{output}");
    assert_eq!(sent(&sandbox), [json!({"name": "new", "organization": "ada", "type": "model"})]);
}

#[test]
fn a_space_without_a_known_sdk_is_not_asked_for() {
    let sandbox = Sandbox::empty();
    for flags in ["", "--sdk flask"] {
        let output = sandbox.hf(&format!("repos create ada/new --type space {flags}"));
        assert_eq!(output.code(), Some(2), "{output}");
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_repo_that_is_there_is_an_error_unless_that_is_fine() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos create ada/tiny-bert");
    assert_data_eq!(
        output,
        str![[r#"
status: 1
--- stdout ---
--- stderr ---
Error: the Hub rejected the request
Cause: 409 Conflict for [HUB]/api/repos/create (request ID [..])
  You already created this model repo: ada/tiny-bert
Hint: add --exist-ok if it may already exist

"#]]
    );
    let output = sandbox.hf("repos create ada/tiny-bert --exist-ok -q").success();
    assert_eq!(output.stdout, "ada/tiny-bert\n");
}

#[test]
fn a_repo_of_others_that_is_there_will_do_too() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("repos create bob/gated-bert --exist-ok -q").success().stdout, "bob/gated-bert\n");
    let missing = sandbox.hf("repos create bob/none --exist-ok");
    assert_eq!(missing.code(), Some(4), "{missing}");
    let reader = sandbox.command("repos create ada/none --exist-ok").token(ADA_READS).run();
    assert_eq!(reader.code(), Some(4), "{reader}");
}

#[test]
fn without_a_token_it_says_how_to_log_in() {
    let sandbox = Sandbox::empty();
    let output = sandbox.command("repos create ada/new").no_token().run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(output.stderr.starts_with("Error: not logged in\n"), "{output}");
    assert!(output.stderr.ends_with("Hint: log in with `hf auth login`\n"), "{output}");
}

#[test]
fn a_lost_reply_is_not_repeated() {
    let sandbox = Sandbox::empty();
    sandbox.hub().fault(Fault::new("POST", "/api/repos/create", Effect::StatusAfterwards(502)).times(1));
    let output = sandbox.hf("repos create ada/new");
    assert_eq!(output.code(), Some(6), "{output}");
    assert_eq!(sent(&sandbox).len(), 1);
}

#[test]
fn the_older_spelling_takes_its_older_flags() {
    let sandbox = Sandbox::empty();
    sandbox.hf("repo create new --repo-type space --space_sdk static --organization demo-org --private -y").success();
    let expected = json!({
        "name": "new", "organization": "demo-org", "type": "space", "sdk": "static", "visibility": "private",
    });
    assert_eq!(sent(&sandbox), [expected]);
    let output = sandbox.hf("repo create ada/new --organization demo-org");
    assert_eq!(output.code(), Some(2), "{output}");
}
