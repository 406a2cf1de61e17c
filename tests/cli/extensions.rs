//! `hf extensions`, and the extensions that a first word runs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::run::search_path;
use crate::sandbox::Sandbox;

const FIRST: &str = "3333333333333333333333333333333333333333";

fn folder(sandbox: &Sandbox) -> PathBuf {
    sandbox.home().join(".local/share/hf/extensions/hf-tool")
}

fn manifest(sandbox: &Sandbox) -> Value {
    serde_json::from_slice(&fs::read(folder(sandbox).join("manifest.json")).unwrap()).unwrap()
}

fn installed() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.hf("extensions install acme/hf-tool -q").success();
    sandbox
}

#[test]
fn an_extension_is_installed_with_what_the_python_client_reads() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("extensions install acme/hf-tool --json").success();
    assert_eq!(output.json(), json!({"source": "acme/hf-tool", "command": "hf tool"}));
    let manifest = manifest(&sandbox);
    let keys: Vec<&String> = manifest.as_object().unwrap().keys().collect();
    let expected = ["commit_sha", "description", "executable_path", "installed_at", "owner"];
    assert_eq!(keys[..5], expected);
    assert_eq!(keys[5..], ["repo", "repo_id", "short_name", "type"]);
    assert_eq!((&manifest["commit_sha"], &manifest["type"]), (&json!(FIRST), &json!("binary")));
    assert_eq!(manifest["description"], "A tool of Acme & more");
    let mode = fs::metadata(folder(&sandbox).join("hf-tool")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o755);
    assert!(sandbox.hub().trace().iter().all(|seen| !seen.headers.contains_key("authorization")));
}

#[test]
fn a_first_word_runs_an_extension_with_all_its_words() {
    let sandbox = installed();
    sandbox.hub().forget();
    for words in ["tool a --json -h", "extensions exec tool a --json -h", "ext exec acme/hf-tool a --json -h"] {
        let output = sandbox.hf(words);
        assert_eq!((output.code(), output.stdout.as_str()), (Some(3), "tool a --json -h\n"), "{output}");
    }
    assert_eq!(sandbox.hf("ext exec tool -- --help").stdout, "tool -- --help\n");
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn an_unknown_first_word_asks_nobody() {
    let sandbox = Sandbox::empty();
    let output = sandbox.command("tool a").stdin("y\n").run();
    assert_eq!(output.code(), Some(2), "{output}");
    assert!(output.stderr.contains("unknown command 'tool'"), "{output}");
    assert!(sandbox.hub().requests().is_empty());
    let output = sandbox.hf("extensions exec tool");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.contains("`hf extensions install OWNER/hf-tool`"), "{output}");
}

#[test]
fn a_command_of_hf_stays_one_whatever_is_installed() {
    let sandbox = installed();
    fs::rename(folder(&sandbox), folder(&sandbox).with_file_name("hf-version")).unwrap();
    assert_eq!(sandbox.hf("version -q").success().stdout, format!("{}\n", env!("CARGO_PKG_VERSION")));
    let output = sandbox.hf("extensions install acme/hf-models");
    assert_eq!(output.code(), Some(2), "{output}");
    assert!(output.stderr.contains("'models' is a command of hf"), "{output}");
}

#[test]
fn names_that_lead_elsewhere_are_refused_before_anybody_is_asked() {
    let sandbox = Sandbox::empty();
    for words in [
        "install ../evil",
        "install acme/../hf-evil",
        "install acme/hf-",
        "install acme/hf-tool/more",
        "install https://example.org/acme/hf-tool",
        "install 'acme/hf-to ol'",
        "install ''",
        "remove ''",
    ] {
        let output = sandbox.hf(&format!("extensions {words}"));
        assert_eq!((output.code(), output.stdout.as_str()), (Some(2), ""), "{words}: {output}");
    }
    for words in ["exec none", "remove none", "update none", "exec ../none", "remove ../none", "update ../none"] {
        assert_eq!(sandbox.hf(&format!("extensions {words}")).code(), Some(3), "{words}");
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_manifest_cannot_name_a_program_elsewhere() {
    let sandbox = installed();
    let path = folder(&sandbox).join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    let own = folder(&sandbox).join("hf-tool").display().to_string();
    fs::write(&path, text.replace(&own, "/bin/echo")).unwrap();
    let output = sandbox.hf("extensions exec tool stolen");
    assert_eq!((output.code(), output.stdout.as_str()), (Some(1), ""), "{output}");
    assert!(output.stderr.contains("outside its folder"), "{output}");
    assert_eq!(sandbox.hf("tool stolen").code(), Some(2));
}

#[test]
fn a_script_without_a_first_line_is_read_by_the_shell() {
    let sandbox = Sandbox::empty();
    sandbox.hub().world().change_github("acme/hf-tool", |source| {
        source.files.insert("hf-tool".into(), "echo plain \"$@\"\n".into());
    });
    sandbox.hf("extensions install acme/hf-tool").success();
    assert_eq!(sandbox.hf("tool x").success().stdout, "plain x\n");
}

#[test]
fn what_is_installed_is_replaced_only_when_asked_and_only_by_something_whole() {
    let sandbox = installed();
    let output = sandbox.hf("extensions install acme/hf-tool");
    assert_eq!(output.code(), Some(2), "{output}");
    fs::write(folder(&sandbox).join("extra"), "").unwrap();
    let gone = sandbox.hf("extensions install other/hf-tool --force");
    assert_eq!(gone.code(), Some(3), "{gone}");
    assert!(gone.stderr.starts_with("Error: GitHub repository 'other/hf-tool' not found\n"), "{gone}");
    assert!(folder(&sandbox).join("extra").exists());
    sandbox.hf("extensions install acme/hf-tool --force").success();
    assert!(!folder(&sandbox).join("extra").exists());
}

#[test]
fn a_newer_commit_is_installed_by_an_update() {
    let sandbox = installed();
    let output = sandbox.hf("extensions update tool --json").success();
    assert_eq!(output.json(), json!({"name": "tool"}));
    sandbox.hub().world().change_github("acme/hf-tool", |source| {
        source.commit = "5".repeat(40);
        source.files.insert("hf-tool".into(), "#!/bin/sh\necho new\n".into());
    });
    let output = sandbox.hf("extensions update --json").success();
    assert_eq!(output.json(), json!({"updated": "tool", "up_to_date": null}));
    assert_eq!(sandbox.hf("tool").success().stdout, "new\n");
    assert_eq!(manifest(&sandbox)["commit_sha"], "5".repeat(40));
}

#[test]
fn an_update_that_fails_keeps_what_is_there_and_has_a_status() {
    let sandbox = installed();
    sandbox.hub().world().change_github("acme/hf-tool", |source| {
        source.commit = "5".repeat(40);
        source.files.clear();
    });
    let output = sandbox.hf("extensions update");
    assert_eq!(output.code(), Some(1), "{output}");
    assert_eq!(sandbox.hf("tool").code(), Some(3));
    assert_eq!(manifest(&sandbox)["commit_sha"], FIRST);
    assert_eq!(fs::read_dir(folder(&sandbox).parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn the_list_asks_once_a_day_which_are_current() {
    let sandbox = installed();
    fs::remove_file(folder(&sandbox).join(".latest_commit")).unwrap();
    sandbox.hub().world().change_github("acme/hf-tool", |source| source.commit = "5".repeat(40));
    sandbox.hub().forget();
    let rows = sandbox.hf("extensions ls --json").success().json();
    assert_eq!((&rows[0]["command"], &rows[0]["version"]), (&json!("hf tool"), &json!("3333333")));
    assert_eq!(rows[0]["latest"], false);
    let output = sandbox.hf("extensions list -q").success();
    assert_eq!((output.stdout.as_str(), sandbox.hub().requests().len()), ("hf tool\n", 1));
    fs::remove_file(folder(&sandbox).join(".latest_commit")).unwrap();
    let rows = sandbox.command("ext ls --json").env("HF_HUB_DISABLE_UPDATE_CHECK", "1").run().success().json();
    assert_eq!((&rows[0]["latest"], sandbox.hub().requests().len()), (&Value::Null, 1));
}

#[test]
fn a_search_marks_what_is_installed() {
    let rows = installed().hf("extensions search --json").success().json();
    let tool = json!({"name": "tool", "repo": "acme/hf-tool", "stars": 7, "description": "A tool of Acme &amp; more",
                      "installed": "yes"});
    assert_eq!(rows[0], tool);
    assert_eq!((&rows[1]["installed"], &rows[1]["description"]), (&json!(""), &json!("")));
}

#[test]
fn an_extension_is_removed_even_if_it_is_damaged() {
    let sandbox = installed();
    fs::write(folder(&sandbox).join("manifest.json"), "{").unwrap();
    assert_eq!(sandbox.hf("tool").code(), Some(2));
    assert_eq!(sandbox.hf("extensions list").success().stdout, "No results found.\n");
    assert_eq!(sandbox.hf("ext rm tool --json").success().json(), json!({"name": "tool"}));
    assert!(!folder(&sandbox).exists());
    assert_eq!(sandbox.hf("ext rm tool").code(), Some(3));
}

#[test]
fn a_python_package_gets_an_environment_of_its_own() {
    let sandbox = Sandbox::empty();
    // In place of uv: it makes what uv would make, and says so on standard output.
    let uv = "#!/bin/sh\nfor last; do :; done\ncase $1 in\nvenv) mkdir -p \"$last/bin\" ;;\npip) echo \"chatter\"; \
              cp \"$last\" \"${5%/python}/hf-package\"; chmod 755 \"${5%/python}/hf-package\" ;;\nesac\n";
    let program = sandbox.write("bin/uv", uv);
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let mut path = sandbox.work().join("bin").into_os_string();
    path.push(":");
    path.push(search_path());
    let archive = b"#!/bin/sh\necho packaged \"$@\"\n".to_vec();
    sandbox.hub().world().change_github("acme/hf-package", |source| source.archive = archive);
    let output = sandbox.command("extensions install acme/hf-package --json").env("PATH", &path).run().success();
    assert_eq!(output.json()["command"], "hf package");
    assert!(output.stderr.contains("chatter"), "{output}");
    assert_eq!(sandbox.hf("package x").success().stdout, "packaged x\n");
}
