//! The configuration file: `~/.config/hf/config.toml`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use crate::listings::paged;
use crate::sandbox::Sandbox;

fn write(sandbox: &Sandbox, text: &str) -> PathBuf {
    let path = sandbox.home().join(".config/hf/config.toml");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path
}

#[test]
fn defaults_hold_for_their_verb_and_what_is_typed_wins() {
    let sandbox = paged();
    let all = sandbox.hf("models list -q").success().stdout.lines().count();
    write(&sandbox, "[defaults.models.list]\nlimit = 1\nquiet = true\n[defaults.download]\nmax-workers = 2\n");
    assert!(all > 2);
    assert_eq!(sandbox.hf("models list").success().stdout.lines().count(), 1);
    assert_eq!(sandbox.hf("models ls --limit 2").success().stdout.lines().count(), 2);
    assert_eq!(sandbox.hf("models list --json").success().json().as_array().unwrap().len(), 1);
    let datasets = sandbox.hf("datasets list").success();
    assert!(datasets.stdout.contains("ID"), "{datasets}");
}

#[test]
fn defaults_of_options_that_repeat_are_replaced_and_switches_can_be_negated() {
    let sandbox = Sandbox::demo();
    write(&sandbox, "[defaults.download]\nexclude = [\"*.json\", \"*.md\"]\ndry-run = true\n");
    let files = |words: &str| sandbox.hf(&format!("download ada/tiny-bert --json {words}")).success();
    let shown = files("");
    assert!(!shown.stdout.contains("config.json") && shown.stdout.contains("file"), "{shown}");
    assert!(files("--exclude *.nothing").stdout.contains("config.json"));
    assert!(files("--no-dry-run").stdout.contains("\"path\""));
}

#[test]
fn a_wrong_key_is_a_usage_error_with_its_line_and_no_request() {
    let sandbox = Sandbox::demo();
    for (text, expected) in [
        (
            "endpont = \"x\"",
            "line 1 of '[HOME]/.config/hf/config.toml': unknown key 'endpont'; did you mean 'endpoint'?",
        ),
        ("[defaults.modls.list]\nlimit = 1", "unknown command 'modls'; did you mean 'models'?"),
        (
            "[defaults.models.list]\nlimits = 1",
            "line 2 of '[HOME]/.config/hf/config.toml': 'models list' has no option",
        ),
        ("[defaults.models]\nlimit = 1", "'models' is a group: name one of its commands"),
        ("[defaults.models.list]\ntoken = \"hf_x\"", "'token' cannot be set in the file"),
        ("[defaults.models.list]\nlimit = \"many\"", "expected a whole number, 0 or more, with the defaults in"),
        ("[defaults.models.list]\nquiet = \"x\"", "'quiet' takes true or false"),
    ] {
        write(&sandbox, text);
        let output = sandbox.hf("models list");
        assert_eq!((output.code(), output.stderr.contains(expected)), (Some(2), true), "{text}: {output}");
    }
    assert!(sandbox.hub().trace().is_empty());
    assert!(sandbox.hf("models list --help").success().stdout.contains("--limit"));
}

#[test]
fn another_hub_is_used_and_named_and_a_variable_wins() {
    let sandbox = Sandbox::demo();
    write(&sandbox, &format!("endpoint = \"{}\"\n", sandbox.hub().endpoint()));
    let named = sandbox.command("models info ada/tiny-bert").no_env("HF_ENDPOINT").run().success();
    assert!(named.stderr.contains("The Hub is [HUB], as '[HOME]/.config/hf/config.toml' says"), "{named}");
    let silent = sandbox.hf("models info ada/tiny-bert").success();
    assert!(!silent.stderr.contains("The Hub is"), "{silent}");
    let facts = sandbox.command("env --json").no_env("HF_ENDPOINT").run().success().json();
    assert_eq!(facts["ENDPOINT"], "[HUB]");
    assert_eq!(facts["Source of ENDPOINT"], "configuration file");
    assert_eq!(facts["Source of HF_HUB_CACHE"], "variable HF_HOME");
    let facts = sandbox.hf("env --json").success().json();
    assert_eq!(facts["Source of ENDPOINT"], "variable HF_ENDPOINT");
}

#[test]
fn a_file_that_others_can_write_sends_no_token_anywhere() {
    let sandbox = Sandbox::demo();
    let path = write(&sandbox, &format!("endpoint = \"{}\"\n", sandbox.hub().endpoint()));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
    let output = sandbox.command("models info ada/tiny-bert").no_env("HF_ENDPOINT").run();
    assert_eq!((output.code(), output.stderr.contains("others can write to it")), (Some(2), true), "{output}");
    assert!(sandbox.hub().trace().is_empty());
}
