//! What is not uploaded unless the user insists: files that hold secrets; and what is only remarked on.

use snapbox::{assert_data_eq, str};

use super::paths;
use crate::sandbox::Sandbox;

/// A token as the Hub makes them, put together here so that no line of the sources looks like one.
fn token() -> String {
    format!("hf_{}", "aB3dE5gH7jK9mN1pQ2sT4vW6yZ8bC0fG2hJ4")[..37].to_owned()
}

/// Whether anything of a file was sent or asked.
fn is_untouched(sandbox: &Sandbox) -> bool {
    !sandbox
        .hub()
        .requests()
        .iter()
        .any(|line| ["/preupload/", "/commit/", "/objects/"].iter().any(|part| line.contains(part)))
}

fn arrange() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("d/a.txt", "ordinary");
    sandbox.write("d/sub/train.py", format!("import os\n\nlogin('{}')\n", token()));
    sandbox
}

#[test]
fn a_file_with_a_secret_stops_the_upload_before_anything_is_sent() {
    let sandbox = arrange();
    assert_data_eq!(
        sandbox.hf("upload ada/new d"),
        str![[r#"
status: 1
--- stdout ---
--- stderr ---
Created the model repo 'ada/new'
Error: the upload would publish secrets
Cause: d/sub/train.py:3: Hugging Face token
Hint: remove them, skip the files with --exclude, or pass --allow-secret PATH if a file may be published

"#]]
    );
    for words in [
        "upload ada/new d --json",
        "upload ada/new d --single-commit",
        "upload ada/new d --dry-run",
        "upload ada/new d/sub/train.py",
        "upload ada/other d --dry-run",
        "upload-large-folder ada/new d --repo-type model",
    ] {
        let output = sandbox.hf(words);
        assert_eq!((output.code(), output.stdout.as_str()), (Some(1), ""), "{output}");
        assert!(output.stderr.contains("train.py:3: Hugging Face token"), "{output}");
        assert!(!output.stderr.contains(&token()), "{output}");
    }
    let output = sandbox.old("upload ada/new d");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(is_untouched(&sandbox), "{:#?}", sandbox.hub().requests());
}

#[test]
fn a_file_may_be_allowed_or_left_out() {
    for flag in ["--allow-secret d/sub/train.py", "--allow-secret sub/train.py", "--allow-secret ./d/sub/train.py"] {
        let sandbox = arrange();
        sandbox.hf(&format!("upload ada/new d {flag}")).success();
        assert_eq!(paths(&sandbox, "ada/new", "main").len(), 2, "{flag}");
        let refused = sandbox.hf("upload ada/new d");
        assert_eq!(refused.code(), Some(1), "what was allowed once is not for ever: {refused}");
    }
    let sandbox = arrange();
    sandbox.hf("upload ada/new d --exclude 'sub/*'").success();
    assert_eq!(sandbox.hf("upload ada/new d --allow-secret sub").code(), Some(1));
}

#[test]
fn what_a_gitignore_keeps_here_may_hold_secrets() {
    let sandbox = arrange();
    sandbox.write("d/.gitignore", "sub/\n.env\n");
    sandbox.write("d/.env", format!("HF_TOKEN={}", token()));
    for words in ["upload ada/new d", "upload ada/new d", "upload ada/other d --dry-run"] {
        let output = sandbox.hf(words).success();
        assert!(!output.stderr.contains("secret"), "{output}");
    }
    let mut there = paths(&sandbox, "ada/new", "main");
    there.retain(|path| path != ".gitattributes");
    assert_eq!(there, [".gitignore", "a.txt"]);
}

#[test]
fn a_name_of_a_secret_is_a_warning_that_leaves_stdout_alone() {
    let sandbox = Sandbox::empty();
    for name in [".env", "a.txt", "keys/server.pem"] {
        sandbox.write(&format!("d/{name}"), "PORT=1");
    }
    let output = sandbox.hf("upload ada/new d --json").success();
    assert!(output.json()["url"].is_string(), "{output}");
    let warning = "'.env' and 1 more file have the names of secrets: if they are, skip them with --exclude";
    assert!(output.stderr.contains(warning), "{output}");
    let output = sandbox.hf("upload ada/new d --allow-secret .env --allow-secret d/keys/server.pem").success();
    assert!(!output.stderr.contains("secret"), "{output}");
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_of_the_folder_are_named_before_anything_is_sent() {
    use std::os::unix::fs::symlink;
    let sandbox = Sandbox::empty();
    sandbox.write("elsewhere/private.txt", "private");
    sandbox.write("d/a.txt", "a");
    symlink("../elsewhere/private.txt", sandbox.work().join("d/link.txt")).unwrap();
    symlink("a.txt", sandbox.work().join("d/within.txt")).unwrap();
    for flag in ["--dry-run", "--json"] {
        let output = sandbox.hf(&format!("upload ada/new d {flag}")).success();
        let warning = "'link.txt' is a link to '[CWD]/elsewhere/private.txt', outside of the folder";
        assert!(output.stderr.contains(warning), "{output}");
        assert!(!output.stderr.contains("within.txt"), "{output}");
    }
}
