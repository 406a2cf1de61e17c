use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::with_webhook;
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::{BOB, Sandbox};

#[test]
fn webhooks_are_listed_without_their_secrets() {
    let (sandbox, id) = with_webhook();
    let output = sandbox.hf("webhooks ls --json").success();
    let row = json!({
        "id": id, "url": "https://example.com/hook", "disabled": false, "domains": ["repo", "discussion"],
        "watched": ["model:ada/tiny-bert", "org:demo-org"],
    });
    assert_eq!(output.json(), json!([row]));
    let others = sandbox.command("webhooks ls").token(BOB).run().success();
    assert_eq!(others.stdout, "No results found.\n");
}

#[test]
fn people_do_not_see_the_secret_and_programs_do() {
    let (sandbox, id) = with_webhook();
    let human = sandbox.hf(&format!("webhooks info {id}")).success();
    assert!(!human.stdout.contains("s3same") && human.stdout.contains("********"), "{human}");
    assert_eq!(sandbox.hf(&format!("webhooks info {id} --json")).success().json()["secret"], "s3same");
    assert_data_eq!(
        sandbox.hf("webhooks info 000000000000000000000000"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: webhook '000000000000000000000000' not found
Cause: 404 Not Found for [HUB]/api/settings/webhooks/000000000000000000000000 (request ID local-hub)
  Webhook not found
Hint: check the ID

"#]]
    );
}

#[test]
fn a_webhook_without_what_it_watches_is_an_error_that_says_so() {
    let sandbox = Sandbox::demo();
    sandbox.hub().fault(Fault::new("GET", "/api/settings/webhooks", Effect::Json(json!([{"id": "x"}]))));
    let output = sandbox.hf("webhooks ls");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("missing field `watched`"), "{output}");
}
