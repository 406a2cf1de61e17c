use std::path::Path;

use crate::local_hub::world::kinds::Kind;
use crate::optional::{GIT, GIT_LFS};
use crate::run::{Output, search_path};
use crate::sandbox::{ADA, Sandbox};

/// Runs `hf`, which git finds where it was built, as a user's shell does.
fn hf(sandbox: &Sandbox, words: &str) -> Output {
    let built = Path::new(env!("CARGO_BIN_EXE_hf")).parent().unwrap().to_owned();
    let path = search_path();
    let all = std::iter::once(built).chain(std::env::split_paths(&path));
    let run = sandbox.command(words).env("PATH", std::env::join_paths(all).unwrap());
    run.env("GIT_TERMINAL_PROMPT", "0").env("GIT_CONFIG_NOSYSTEM", "1").run()
}

fn git(sandbox: &Sandbox, words: &str) -> String {
    sandbox.program("git", words).folder("clone").run().success().stdout
}

#[test]
fn a_private_repo_is_cloned_and_the_token_is_written_nowhere() {
    if !GIT.is_here() {
        return;
    }
    let sandbox = Sandbox::demo();
    let words =
        "repos clone ada/private-bert clone --skip-lfs-files --git-user Ada --git-email ada@example.test --json";
    let output = hf(&sandbox, words).success();
    assert_eq!(output.json()["path"], "clone");
    assert!(sandbox.read("clone/config.json").starts_with(b"{\"model_type\""));
    assert!(sandbox.read("clone/model.safetensors").starts_with(b"version https://git-lfs"));
    let config = String::from_utf8(sandbox.read("clone/.git/config")).unwrap();
    assert!(config.contains("hf auth git-credential") && !config.contains(ADA), "{config}");
    assert_eq!(git(&sandbox, "config user.email"), "ada@example.test\n");
}

#[test]
fn large_files_come_along_where_git_lfs_is() {
    if !GIT_LFS.is_here() {
        return;
    }
    let sandbox = Sandbox::demo();
    hf(&sandbox, "repos clone ada/private-bert clone").success();
    assert!(sandbox.read("clone/model.safetensors").len() > 256);
}

#[test]
fn a_revision_is_checked_out() {
    if !GIT.is_here() {
        return;
    }
    let sandbox = Sandbox::demo();
    hf(&sandbox, "repos clone ada/tiny-bert clone --revision refs/pr/1 --skip-lfs-files").success();
    assert_eq!(sandbox.read("clone/LICENSE"), b"Do as you like.\n");
    hf(&sandbox, "repos clone ada/tiny-bert other --revision experiment --skip-lfs-files").success();
    assert!(String::from_utf8(sandbox.read("other/config.json")).unwrap().contains("\"hidden_size\": 64"));
    assert_eq!(hf(&sandbox, "repos clone ada/tiny-bert third --revision none").code(), Some(1));
}

#[test]
fn a_repo_may_be_created_first_and_one_that_is_missing_is_named() {
    if !GIT.is_here() {
        return;
    }
    let sandbox = Sandbox::demo();
    let output = hf(&sandbox, "repos clone ada/none");
    assert_eq!(output.code(), Some(3), "{output}");
    hf(&sandbox, "repos clone ada/fresh --create").success();
    assert!(sandbox.work().join("fresh/.gitattributes").exists());
    assert!(sandbox.hub().world().repo(Kind::Model, "ada/fresh").is_some());
    assert_eq!(hf(&sandbox, "repos clone spaces/ada/app --create").code(), Some(2));
}

#[test]
fn git_is_answered_about_the_own_endpoint_alone() {
    let sandbox = Sandbox::demo();
    let ask = |host: &str| {
        let run = sandbox.command("auth git-credential get").stdin(format!("protocol=http\nhost={host}\n\n"));
        run.run().success().stdout
    };
    let host = sandbox.hub().endpoint().strip_prefix("http://").unwrap().to_owned();
    assert_eq!(ask(&host), format!("username=hf_user\npassword={ADA}\n"));
    assert_eq!(ask("elsewhere.example"), "");
}
