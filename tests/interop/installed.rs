//! Extensions and skills: what either client has installed, the other lists, runs, updates and removes.

use std::fs;

use serde_json::{Value, json};

use super::python::{Python, python};
use crate::run::Run;
use crate::sandbox::Sandbox;
use crate::skills::market;

/// The official `hf` with the words after the code, which takes the local Hub for GitHub.
const HF: &str = r#"
import sys
from huggingface_hub.cli import extensions, hf
asked = extensions._github_request
def moved(method, url, **more):
    here = os.environ["HF_GITHUB_ENDPOINT"]
    url = url.replace("https://raw.githubusercontent.com", here + "/raw").replace("https://github.com", here)
    return asked(method, url, **more)
extensions._github_request = moved
sys.argv[0] = "hf"
hf.main()
"#;

fn official<'a>(python: &Python, sandbox: &'a Sandbox, words: &str) -> Run<'a> {
    python.script(sandbox, HF).words(words)
}

/// What is kept of an extension, without the time.
fn manifest(sandbox: &Sandbox) -> Value {
    let path = sandbox.home().join(".local/share/hf/extensions/hf-tool/manifest.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    assert!(manifest.as_object_mut().unwrap().remove("installed_at").is_some_and(|at| at.is_string()));
    manifest
}

#[test]
fn an_extension_of_ours_is_listed_run_updated_and_removed_by_python() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    sandbox.hf("extensions install acme/hf-tool").success();
    let listed = |output: crate::run::Output| output.success().json();
    let ours = listed(sandbox.command("extensions list --json").env("HF_HUB_DISABLE_UPDATE_CHECK", "1").run());
    assert_eq!(listed(official(python, &sandbox, "extensions list --json").run()), ours);
    let run = official(python, &sandbox, "tool a --json").run();
    assert_eq!((run.code(), run.stdout.as_str()), (Some(3), "tool a --json\n"), "{run}");
    let current = official(python, &sandbox, "extensions update tool --json").run().success();
    assert!(current.json()["name"] == "tool", "{current}");
    sandbox.hub().world().change_github("acme/hf-tool", |source| {
        source.commit = "5".repeat(40);
        source.files.insert("hf-tool".into(), "#!/bin/sh\necho new\n".into());
    });
    official(python, &sandbox, "extensions update").run().success();
    assert_eq!(sandbox.hf("tool").success().stdout, "new\n");
    official(python, &sandbox, "extensions remove tool").run().success();
    assert_eq!(sandbox.hf("extensions list --json").success().stdout, "[]\n");
}

#[test]
fn an_extension_of_pythons_is_listed_run_updated_and_removed_by_us() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    official(python, &sandbox, "extensions install acme/hf-tool").run().success();
    let theirs = manifest(&sandbox);
    let rows = sandbox.hf("extensions list --json").success().json();
    assert_eq!((&rows[0]["command"], &rows[0]["latest"]), (&json!("hf tool"), &json!(true)), "{rows}");
    assert_eq!(sandbox.hf("tool b").stdout, "tool b\n");
    let output = sandbox.hf("extensions update --json").success();
    assert_eq!(output.json(), json!({"updated": null, "up_to_date": "tool"}));
    sandbox.hf("extensions install acme/hf-tool --force").success();
    assert_eq!(manifest(&sandbox), theirs);
    sandbox.hf("extensions remove tool").success();
    assert_eq!(official(python, &sandbox, "extensions list --json").run().success().stdout.trim(), "[]");
}

#[test]
fn a_skill_of_either_client_is_listed_and_updated_by_the_other() {
    let Some(python) = python() else { return };
    let sandbox = market();
    let hf = |words: &str| python.hf(&sandbox, words).no_env("HF_HUB_DISABLE_XET").run().success();
    sandbox.hf("skills add gradio").success();
    hf("skills add --global gradio");
    let names = |folder: &std::path::Path| crate::disk::files(&folder.join(".agents/skills/gradio"));
    assert_eq!(names(&sandbox.work()), names(&sandbox.home()));
    let rows = sandbox.hf("skills list --json").success().json();
    assert_eq!(hf("skills list --json").json()[0], rows[0]);
    assert_eq!((&rows[0]["project"], &rows[0]["global"]), (&json!("yes"), &json!("yes")));
    let [own, global] = [sandbox.work(), sandbox.home()].map(|folder| folder.join(".agents/skills/gradio/SKILL.md"));
    for path in [&own, &global] {
        fs::write(path, "old").unwrap();
    }
    assert!(hf("skills update").stdout.contains("gradio: up_to_date"));
    let updated = sandbox.hf("skills update --global --json").success().json();
    assert_eq!(updated[0]["status"], "updated", "{updated}");
    for path in [own, global] {
        assert_eq!(fs::read_to_string(path).unwrap(), "# Gradio\n");
    }
}
