use serde_json::json;

use crate::sandbox::{ADA_READS, Sandbox};

#[test]
fn a_token_is_described_and_an_invalid_one_has_its_own_status() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("auth status --json").success().json();
    assert_eq!((&output["user"], &output["role"]), (&json!("ada"), &json!("write")));
    assert!(!output.to_string().contains("hf_"), "{output}");
    let fine = sandbox.command("auth status --json").token("hf_demo_ada_fine").run().success().json();
    assert_eq!((&fine["role"], &fine["scopes"]), (&json!("fineGrained"), &json!(["ada: repo.content.read"])));
    assert_eq!(sandbox.command("auth status").token("hf_wrong").run().code(), Some(4));
    assert_eq!(sandbox.command("auth status").no_token().run().code(), Some(4));
}

#[test]
fn a_login_may_insist_on_a_token_that_writes() {
    let sandbox = Sandbox::demo();
    let login = |token: &str| {
        let run = sandbox.command("auth login --token-stdin --require-write --force").no_token();
        run.stdin(format!("{token}\n")).run()
    };
    for token in [ADA_READS, "hf_demo_ada_fine"] {
        let output = login(token);
        assert_eq!(output.code(), Some(1), "{output}");
        assert!(output.stderr.contains("cannot write"), "{output}");
        assert!(!sandbox.hf_home().join("token").exists());
    }
    login("hf_demo_ada_write").success();
    assert!(sandbox.hf_home().join("token").exists());
}
