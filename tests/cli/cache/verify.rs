use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::{ONE, file, hub};
use crate::sandbox::Sandbox;

/// The only blob of the model's cache that an entry leads to.
fn blob(sandbox: &Sandbox, name: &str) -> PathBuf {
    let snapshots = hub(sandbox, "models--ada--tiny-bert/snapshots");
    let snapshot = fs::read_dir(snapshots).unwrap().next().unwrap().unwrap().path();
    fs::canonicalize(snapshot.join(name)).unwrap()
}

fn downloaded() -> Sandbox {
    let sandbox = Sandbox::demo();
    sandbox.hf("download ada/tiny-bert").success();
    sandbox.hf("download datasets/ada/planets").success();
    sandbox
}

fn damage(sandbox: &Sandbox, name: &str) {
    let blob = blob(sandbox, name);
    fs::remove_file(&blob).unwrap();
    fs::write(blob, "damaged").unwrap();
}

#[test]
fn what_is_right_is_said_with_pythons_keys() {
    let sandbox = downloaded();
    let output = sandbox.hf("cache verify ada/tiny-bert --json").success();
    let report = output.json();
    let keys: Vec<_> = report.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["repo_id", "repo_type", "checked", "path"]);
    assert_eq!((&report["checked"], &report["repo_type"]), (&json!(6), &json!("model")));
    assert_eq!(sandbox.hf("cache verify datasets/ada/planets -q").success().stdout, "ada/planets\n");
}

#[test]
fn offline_no_request_is_made() {
    let sandbox = downloaded();
    sandbox.hub().forget();
    let output = sandbox.hf("cache verify --offline --all").success();
    assert_eq!(sandbox.hub().requests(), [""; 0]);
    assert_data_eq!(
        output,
        str![[r#"
status: 0
--- stdout ---
ID                  REVISION CHECKED DAMAGED
------------------- -------- ------- -------
dataset/ada/planets                6       0
model/ada/tiny-bert                6       0
--- stderr ---

"#]]
    );
}

#[test]
fn damaged_files_are_named_with_both_hashes() {
    let sandbox = downloaded();
    damage(&sandbox, "config.json");
    damage(&sandbox, "model.safetensors");
    for how in ["", "--offline"] {
        let output = sandbox.hf(&format!("cache verify ada/tiny-bert {how}"));
        assert_eq!(output.code(), Some(7), "{output}");
        assert!(output.stdout.contains("config.json: git-sha1 is "), "{output}");
        assert!(output.stdout.contains("model.safetensors: sha256 is "), "{output}");
        assert!(output.stderr.starts_with("Error: 2 files do not match their hashes\n"), "{output}");
        let report = sandbox.hf(&format!("cache verify ada/tiny-bert {how} --json"));
        assert_eq!(report.code(), Some(7));
        let report = report.json();
        assert_eq!((&report["damaged"], &report["checked"]), (&json!(2), &json!(6)));
        let first = &report["mismatches"][0];
        assert_eq!((&first["path"], &first["algorithm"]), (&json!("config.json"), &json!("git-sha1")));
        assert_ne!(first["expected"], first["actual"]);
    }
    let all = sandbox.hf("cache verify --offline --all --json");
    assert_eq!((all.code(), &all.json()[1]["damaged"]), (Some(7), &json!(2)));
}

#[test]
fn missing_and_extra_files_are_errors_when_they_are_meant_to_be() {
    let sandbox = Sandbox::demo();
    let folder = sandbox.hf("download ada/tiny-bert config.json --quiet").success().stdout;
    let folder = sandbox.hf_home().join(folder.trim_end().strip_prefix("[HF_HOME]/").unwrap());
    fs::write(folder.with_file_name("mine.txt"), "x").unwrap();
    let lax = sandbox.hf("cache verify ada/tiny-bert").success();
    assert_eq!(
        lax.stderr,
        "Warning: model/ada/tiny-bert: 5 files: missing\nWarning: model/ada/tiny-bert: 1 file: not on the Hub\n"
    );
    for (flag, line) in [("missing", "README.md: missing"), ("extra", "mine.txt: not on the Hub")] {
        let output = sandbox.hf(&format!("cache verify ada/tiny-bert --fail-on-{flag}-files"));
        assert_eq!(output.code(), Some(1), "{output}");
        assert!(output.stdout.contains(line), "{output}");
    }
}

#[test]
fn a_folder_and_another_revision_can_be_checked() {
    let sandbox = Sandbox::demo();
    sandbox.hf("download ada/tiny-bert --local-dir here --revision v1.0").success();
    let output = sandbox.hf("cache verify ada/tiny-bert --local-dir here --revision v1.0 --fail-on-extra-files --json");
    assert_eq!(output.success().json()["path"], "[CWD]/here");
    sandbox.hf("download ada/tiny-bert config.json --revision experiment").success();
    let output = sandbox.hf("cache verify ada/tiny-bert --revision experiment -q").success();
    assert_eq!(output.stdout, "ada/tiny-bert\n");
}

/// The system refuses to read it, to the administrator too.
#[cfg(target_os = "linux")]
#[test]
fn one_unreadable_file_hides_no_other() {
    let sandbox = downloaded();
    let blob = blob(&sandbox, "config.json");
    fs::remove_file(&blob).unwrap();
    symlink("/proc/self/mem", blob).unwrap();
    for how in ["", "--offline"] {
        let output = sandbox.hf(&format!("cache verify ada/tiny-bert {how}"));
        assert_eq!(output.code(), Some(8), "{output}");
        assert!(output.stdout.contains("config.json: cannot be read: "), "{output}");
        let all = sandbox.hf(&format!("cache verify --all {how} --json"));
        assert_eq!(all.code(), Some(8), "{all}");
        let all = all.json();
        assert_eq!((&all[0]["checked"], &all[1]["checked"]), (&json!(6), &json!(5)));
        assert_eq!(all[1]["unreadable"][0]["path"], "config.json");
    }
}

#[test]
fn a_repo_that_the_hub_does_not_have_hides_no_other() {
    let sandbox = downloaded();
    file(&sandbox, ("models--ada--gone", ONE, "a.txt"), "e1", "a");
    let output = sandbox.hf("cache verify --all");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stdout.contains("model/ada/gone: "), "{output}");
    let output = sandbox.hf("cache verify --all --json").json();
    let checked: Vec<_> = (0..3).map(|at| output[at]["checked"].as_u64().unwrap()).collect();
    assert_eq!(checked, [6, 0, 6]);
    assert!(output[1]["error"].as_str().unwrap().contains("404") && output[0]["error"].is_null(), "{output}");
}

#[test]
fn nobody_is_asked_again_and_again_when_the_hub_cannot_be() {
    let sandbox = downloaded();
    let output = sandbox.command("cache verify --all --json").env("HF_HUB_OFFLINE", "1").run();
    assert_eq!(output.code(), Some(6), "{output}");
    assert_eq!(output.json()[1]["error"], "not checked");
}

#[test]
fn a_folder_that_cannot_be_looked_into_is_not_well() {
    for (name, how) in [("snapshots", "--offline"), ("blobs", "--offline"), ("snapshots", "")] {
        let sandbox = downloaded();
        let folder = hub(&sandbox, &format!("models--ada--tiny-bert/{name}"));
        fs::remove_dir_all(&folder).unwrap();
        symlink(name, &folder).unwrap();
        let output = sandbox.hf(&format!("cache verify --all {how}"));
        assert_eq!(output.code(), Some(8), "{output}");
        assert!(output.stdout.contains(&format!("models--ada--tiny-bert/{name}: cannot be read: ")), "{output}");
        assert!(!output.stdout.contains(": OK"), "{output}");
    }
}

#[test]
fn a_link_that_leads_nowhere_is_named() {
    let sandbox = downloaded();
    fs::remove_file(blob(&sandbox, "config.json")).unwrap();
    let output = sandbox.hf("cache verify ada/tiny-bert --offline").success();
    assert!(output.stdout.contains("model/ada/tiny-bert: config.json: missing\n"), "{output}");
    assert!(!output.stdout.contains(": OK"), "{output}");
    let report = sandbox.hf("cache verify ada/tiny-bert --offline --json").success().json();
    assert_eq!(report["missing"], json!(["config.json"]));
    let strict = sandbox.hf("cache verify ada/tiny-bert --offline --fail-on-missing-files");
    assert_eq!(strict.code(), Some(1), "{strict}");
}

#[test]
fn nothing_checked_is_not_called_well() {
    let sandbox = Sandbox::demo();
    fs::create_dir(sandbox.work().join("empty")).unwrap();
    let output = sandbox.hf("cache verify ada/tiny-bert --local-dir empty").success();
    assert!(output.stdout.contains("0 files of model 'ada/tiny-bert' checked\n"), "{output}");
    assert_eq!(output.stderr, "Warning: model/ada/tiny-bert: 6 files: missing\n");
}

#[test]
fn what_is_not_there_cannot_be_checked() {
    let sandbox = downloaded();
    for words in [
        "ada/none",
        "ada/none --offline",
        "ada/tiny-bert --revision v1.0",
        "ada/tiny-bert --revision v1.0 --offline",
        "ada/tiny-bert --local-dir none",
    ] {
        assert_eq!(sandbox.hf(&format!("cache verify {words}")).code(), Some(3), "{words}");
    }
    for words in ["--all ada/tiny-bert", "ada/tiny-bert --local-dir a --cache-dir b", "a/b c/d --local-dir a"] {
        assert_eq!(sandbox.hf(&format!("cache verify {words}")).code(), Some(2), "{words}");
    }
}
