//! Tokens stay out of everything that is printed.

use std::fs;

use super::with_git_helper;
use crate::sandbox::{ADA, BOB, Sandbox};

#[test]
fn no_command_but_one_shows_a_token() {
    let sandbox = Sandbox::demo();
    with_git_helper(&sandbox);
    let bad = "hf_demo_nobody";
    let commands = [
        "auth login --token-stdin --add-to-git-credential",
        "auth login --token hf_demo_nobody",
        "auth whoami",
        "auth list",
        "auth switch --token-name write",
        "env",
        "download ada/tiny-bert config.json",
        "download bob/secret-bert",
        "download bob/secret-bert --token hf_demo_nobody --json",
        "repos create ada/secrecy",
        "repos create bob/secrecy",
        "repos create ada/secrecy --token hf_demo_nobody",
        "repos create ada/space --type space --sdk static --secrets HF_TOKEN --secrets X=hf_demo_nobody",
        "auth logout",
    ];
    for token in [BOB, bad] {
        for words in commands {
            let output = sandbox.command(words).token(token).env("HF_DEBUG", "1").stdin(ADA).run();
            for secret in [ADA, BOB, bad] {
                assert!(!output.to_string().contains(secret), "hf {words}\n{output}");
            }
        }
    }
}

#[test]
fn a_broken_file_of_tokens_is_not_quoted() {
    let sandbox = Sandbox::empty();
    for content in ["hf_demo_lost", "[a]\nhf_demo_lost\n", "[a]\nhf_demo_lost = 1\nhf_demo_lost = 2\n"] {
        fs::write(sandbox.hf_home().join("stored_tokens"), content).unwrap();
        let output = sandbox.command("auth list").no_token().env("HF_DEBUG", "1").run();
        assert!(output.stderr.contains("cannot make sense"), "{output}");
        assert!(!output.to_string().contains("hf_demo_lost"), "{output}");
    }
}
