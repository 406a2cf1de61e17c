//! One set of token files for both clients.

use serde_json::json;

use super::python::python;
use crate::sandbox::{ADA, ADA_READS, BOB, Sandbox};

#[test]
fn python_is_who_we_logged_in_as() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    for token in [BOB, ADA] {
        sandbox.command("auth login --token-stdin").no_token().stdin(token).run().success();
    }
    let code = r#"
from huggingface_hub.utils._auth import get_stored_tokens
show([hub.whoami()["name"], hub.get_token(), get_stored_tokens()])
hub.auth_switch("write")
hub.logout()
show(hub.get_token())
"#;
    let output = python.script(&sandbox, code).no_token().run().success();
    let (first, last) = output.stdout.split_once('\n').unwrap();
    let first: serde_json::Value = serde_json::from_str(first).unwrap();
    assert_eq!((&first[0], &first[1]), (&json!("ada"), &json!(ADA)));
    assert!(first[2].as_object().unwrap().values().any(|token| token == ADA), "{first}");
    assert!(last.ends_with("null\n"), "{output}");
    assert_eq!(sandbox.command("auth whoami").no_token().run().code(), Some(4));
}

#[test]
fn we_are_who_python_logged_in_as() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let code = format!("hub.login('{ADA_READS}'); hub.login('{ADA}')");
    python.script(&sandbox, &code).no_token().run().success();
    let ours = |words: &str| sandbox.command(words).no_token().run().success();
    assert_eq!(ours("auth whoami --json").json()["user"], "ada");
    let theirs = python.hf(&sandbox, "auth list").no_token().run().success();
    assert_eq!(ours("auth list").stdout, theirs.stdout);
    ours("auth switch --token-name read");
    assert_eq!(ours("auth token --quiet").stdout.trim_end(), ADA_READS);
    assert_eq!(python.script(&sandbox, "show(hub.get_token())").no_token().run().success().json(), json!(ADA_READS));
    ours("download ada/private-bert config.json");
}

#[test]
fn each_renews_what_the_other_got_with_the_browser() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    sandbox.hub().world().set_oauth(|oauth| {
        oauth.interval = 0;
        oauth.token_lifetime = 60;
    });
    let ours = |words: &str| sandbox.command(words).no_token().run().success().stdout;
    let theirs = |words: &str| python.hf(&sandbox, words).no_token().run().success().stdout;
    ours("auth login");
    assert_eq!(theirs("auth token"), "hf_oauth_ada_3\n");
    assert_eq!(ours("auth token"), "hf_oauth_ada_4\n");
    assert_eq!(theirs("auth whoami -q"), "ada\n");
    assert_eq!(ours("auth list"), theirs("auth list").replace("hf_****da_6", "hf_****da_5"));
}
