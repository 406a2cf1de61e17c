//! Who is asked, and with which token.

use serde_json::json;

use super::sent;
use crate::sandbox::{ADA, Sandbox};

#[test]
fn a_server_at_an_address_of_the_hub_gets_the_token() {
    let sandbox = Sandbox::empty();
    let url = format!("{}/_server/prod", sandbox.hub().endpoint());
    let output = sandbox.hf(&format!("inference chat Hi --endpoint {url} --max-tokens 5")).success();
    assert_eq!(output.stdout, "echo: Hi\n");
    let seen = sandbox.hub().trace().pop().unwrap();
    assert_eq!(seen.path, "/_server/prod/v1/chat/completions");
    assert_eq!(seen.header("authorization"), Some(format!("Bearer {ADA}").as_str()));
    assert_eq!(sent(&sandbox).1["model"], "dummy");
}

#[test]
fn a_server_elsewhere_gets_no_token_but_the_key_that_is_named_for_it() {
    let sandbox = Sandbox::empty();
    let elsewhere = Sandbox::empty();
    let url = format!("{}/_server/mine", elsewhere.hub().endpoint());
    let words = format!("inference chat Hi --endpoint {url}");
    sandbox.hf(&words).success();
    sandbox.command(&format!("{words} --api-key-env MY_KEY")).env("MY_KEY", "sk-1").run().success();
    let keys: Vec<_> =
        elsewhere.hub().trace().iter().map(|seen| seen.header("authorization").map(str::to_owned)).collect();
    assert_eq!(keys, [None, Some("Bearer sk-1".to_owned())]);
    assert!(sandbox.hub().trace().is_empty());
}

#[test]
fn a_request_that_is_led_elsewhere_stays_here() {
    let sandbox = Sandbox::empty();
    let url = format!("{}/_server/moved", sandbox.hub().endpoint());
    let output = sandbox.hf(&format!("inference chat Hi --endpoint {url} --header X-Secret:s3cret"));
    assert_eq!(output.code(), Some(6), "{output}");
    assert_eq!(sandbox.hub().requests().len(), 1);
}

#[test]
fn headers_cookies_and_who_pays_are_sent() {
    let sandbox = Sandbox::empty();
    let words =
        "inference chat Hi -m lab/chat --header X-Request-Id:r1 --header Accept:text/x --cookie c=1 --bill-to acme";
    sandbox.hf(words).success();
    let seen = sandbox.hub().trace().pop().unwrap();
    for (name, value) in [("x-request-id", "r1"), ("accept", "text/x"), ("cookie", "c=1"), ("x-hf-bill-to", "acme")] {
        assert_eq!(seen.header(name), Some(value), "{name}");
    }
}

#[test]
fn parameters_without_a_flag_are_sent_as_they_are_typed() {
    let sandbox = Sandbox::empty();
    let words = "inference chat Hi -m lab/chat --param reasoning_effort=low --param top_p=0.5 --top-p 0.9";
    sandbox.hf(words).success();
    let body = sent(&sandbox).1;
    assert_eq!((&body["reasoning_effort"], &body["top_p"]), (&json!("low"), &json!(0.5)));
}

#[test]
fn a_key_never_goes_to_the_router() {
    let sandbox = Sandbox::empty();
    for words in ["-m lab/chat", "-m lab/chat --provider hf-inference"] {
        let run = sandbox.command(&format!("inference chat Hi {words} --api-key-env MY_KEY"));
        let output = run.env("MY_KEY", "sk-1").run();
        assert_eq!(output.code(), Some(2), "{output}");
        assert!(!output.stderr.contains("sk-1"), "{output}");
    }
    let trace = sandbox.hub().trace();
    assert!(trace.iter().all(|seen| seen.header("authorization") != Some("Bearer sk-1")));
    let output = sandbox.hf("inference chat Hi -m lab/chat --provider groq --api-key-env MY_KEY");
    assert!(output.code() == Some(2) && output.stderr.contains("MY_KEY"), "{output}");
}

#[test]
fn a_key_has_no_place_on_the_command_line() {
    let output = Sandbox::empty().hf("inference chat Hi -m lab/chat --header 'Authorization: Bearer sk-1'");
    assert!(output.code() == Some(2) && output.stderr.contains("--api-key-env"), "{output}");
}
