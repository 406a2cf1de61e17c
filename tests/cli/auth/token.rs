use super::logged_in;
use crate::sandbox::{ADA, BOB, Sandbox};

#[test]
fn the_token_alone_is_printed_but_for_programs_that_want_json() {
    let sandbox = logged_in();
    for (format, expected) in
        [("human", ADA), ("agent", ADA), ("quiet", ADA), ("json", r#"{"token": "hf_demo_ada_write"}"#)]
    {
        let output = sandbox.command(&format!("auth token --format {format}")).no_token().run().success();
        assert_eq!(output.stdout, format!("{expected}\n"));
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn tokens_are_looked_for_in_two_variables_and_then_in_the_file() {
    let sandbox = logged_in();
    let token = |new: &str, old: &str| {
        let run = sandbox.command("auth token").env("HF_TOKEN", new).env("HUGGING_FACE_HUB_TOKEN", old);
        run.run().success().stdout
    };
    assert_eq!(token("hf_new", "hf_old"), "hf_new\n");
    assert_eq!(token("", " hf_old\n"), "hf_old\n");
    assert_eq!(token("", ""), format!("{ADA}\n"));
}

#[test]
fn a_token_that_requests_must_not_carry_is_still_shown() {
    let sandbox = logged_in();
    let run = sandbox.command("auth token").token(BOB).env("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1");
    assert_eq!(run.run().success().stdout, format!("{BOB}\n"));
}

#[test]
fn without_a_token_it_says_how_to_log_in() {
    let sandbox = Sandbox::empty();
    let output = sandbox.command("auth token").no_token().run();
    assert_eq!((output.code(), output.stdout.as_str()), (Some(4), ""), "{output}");
    assert_eq!(output.stderr, "Error: not logged in\nHint: log in with `hf auth login`\n");
}
