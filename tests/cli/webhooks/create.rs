use serde_json::json;

use super::kept;
use crate::sandbox::{ADA_READS, Sandbox};

#[test]
fn a_webhook_calls_an_address() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("webhooks create --watch user:bob --url https://example.com/hook --json").success().json();
    let webhook = &kept(&sandbox)[0];
    assert_eq!(output, json!({"id": webhook["id"]}));
    assert_eq!(webhook["watched"], json!([{"type": "user", "name": "bob"}]));
    assert_eq!(webhook["domains"], json!(["repo", "discussion"]));
}

#[test]
fn a_webhook_starts_a_job_with_secrets_from_here() {
    let sandbox = Sandbox::demo();
    let words = "webhooks create --watch dataset:ada/planets --job-id 687f911eaea852de79c4a50a --domain repo -s KEY";
    let output = sandbox.command(words).env("KEY", "value-of-it").run().success();
    assert!(!output.stdout.contains("value-of-it") && !output.stderr.contains("value-of-it"), "{output}");
    let webhook = &kept(&sandbox)[0];
    assert_eq!((&webhook["job"]["secrets"], &webhook["domains"]), (&json!(["KEY"]), &json!(["repo"])));
    let unset = sandbox.hf(words);
    assert_eq!(unset.code(), Some(1), "{unset}");
    assert!(unset.stderr.starts_with("Error: the secret 'KEY' has no value"), "{unset}");
}

#[test]
fn what_makes_no_sense_is_misuse_before_anything_is_sent() {
    let sandbox = Sandbox::demo();
    for flags in [
        "--url https://example.com",
        "--watch user:bob",
        "--watch user:bob --url https://example.com --job-id 1",
        "--watch kernel:bob --url https://example.com",
        "--watch bob --url https://example.com",
        "--watch user:bob --url https://example.com --secrets KEY",
        "--watch user:bob --url https://example.com --domain all",
    ] {
        assert_eq!(sandbox.hf(&format!("webhooks create {flags}")).code(), Some(2), "{flags}");
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_secret_on_the_command_line_is_warned_of_and_a_refusal_is_told() {
    let sandbox = Sandbox::demo();
    let words = "webhooks create --watch user:bob --url nowhere --secret s3same";
    let output = sandbox.hf(words);
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.starts_with("Warning: a secret on the command line"), "{output}");
    assert!(output.stderr.contains("\"url\" must be a valid uri"), "{output}");
    assert_eq!(sandbox.command(words).token(ADA_READS).run().code(), Some(4));
}
