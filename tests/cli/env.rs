//! `hf env`.

use std::fs;

use crate::optional::GIT;
use crate::sandbox::{ADA, Sandbox};

#[test]
fn a_token_from_wherever_counts_as_saved_and_is_not_shown() {
    let sandbox = Sandbox::empty();
    let with = sandbox.command("env").token(ADA).run().success();
    assert!(with.stdout.contains("\n- Has saved token ?: yes\n"), "{with}");
    assert!(!with.stdout.contains(ADA), "{with}");
    let without = sandbox.command("env").no_token().run().success();
    assert!(without.stdout.contains("\n- Has saved token ?: no\n"), "{without}");
}

#[test]
fn programs_get_the_facts_as_an_object() {
    let sandbox = Sandbox::empty();
    let facts = sandbox.command("env --json").run().success().json();
    assert_eq!(facts["Has saved token ?"], "yes");
    assert_eq!(facts["HF_HOME"], "[HF_HOME]");
}

#[test]
fn gits_credential_helpers_are_named_once_and_sorted() {
    if !GIT.is_here() {
        return;
    }
    let sandbox = Sandbox::empty();
    let config = "[credential]\n\thelper = store\n\thelper = cache --timeout=60\n\thelper = store\n";
    fs::write(sandbox.home().join(".gitconfig"), config).unwrap();
    let output = sandbox.command("env").env("GIT_CONFIG_NOSYSTEM", "1").run().success();
    assert!(output.stdout.contains("\n- Configured git credential helpers: cache, store\n"), "{output}");
}

#[test]
fn the_folder_of_the_assets_is_named() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("env").success();
    assert!(output.stdout.contains("\n- HF_ASSETS_CACHE: [HF_HOME]/assets\n"), "{output}");
    let output = sandbox.command("env").env("HF_ASSETS_CACHE", "/elsewhere").run().success();
    assert!(output.stdout.contains("\n- HF_ASSETS_CACHE: /elsewhere\n"), "{output}");
}

#[test]
fn a_password_in_the_endpoint_is_not_shown() {
    let endpoint = Sandbox::empty().hub().endpoint().replace("http://", "http://ada:secretpassword@");
    for words in ["env", "auth whoami", "auth list", "upload ada/x env.rs --json"] {
        let sandbox = Sandbox::empty();
        sandbox.write("env.rs", "");
        let output = sandbox.command(words).env("HF_ENDPOINT", &endpoint).env("HF_DEBUG", "1").run();
        assert!(!format!("{output}").contains("secretpassword"), "{output}");
    }
}
