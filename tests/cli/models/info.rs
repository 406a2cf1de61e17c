use std::env::{join_paths, split_paths};
use std::fs;
use std::iter::once;

use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::listings::{find, queries};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::kinds::Kind;
use crate::run::search_path;
use crate::sandbox::{BOB, Sandbox};
use crate::wait::until;

const MODEL: &str = "/api/models/ada/tiny-bert";

#[test]
fn a_model_is_one_object_in_every_mode() {
    let sandbox = Sandbox::demo();
    let human = sandbox.hf("models info ada/tiny-bert").success();
    assert!(human.stdout.starts_with("{\n  \"id\": \"ada/tiny-bert\",\n  \"author\": \"ada\",\n"), "{human}");
    for flags in ["--json", "-q", "--format agent"] {
        let output = sandbox.hf(&format!("models info ada/tiny-bert {flags}")).success();
        assert_eq!(output.json(), human.json(), "{flags}");
        assert_eq!(output.stdout.lines().count(), 1, "{output}");
    }
}

#[test]
fn its_card_has_known_keys_first_and_its_dates_are_pythons() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("models info ada/tiny-bert --expand cardData,createdAt --json");
    assert_data_eq!(
        output,
        str![[r#"
status: 0
--- stdout ---
{"id": "ada/tiny-bert", "card_data": {"datasets": ["ada/planets"], "language": ["en"], "library_name": "transformers", "license": "apache-2.0", "pipeline_tag": "fill-mask", "tags": ["demo"]}, "created_at": "2025-10-01T12:00:00+00:00"}
--- stderr ---

"#]]
    );
}

#[test]
fn what_to_tell_is_asked_for_and_so_is_the_revision() {
    let sandbox = Sandbox::demo();
    find(&sandbox, Kind::Model, "ada/tiny-bert", json!({"gguf": {"total": 5, "template": null}}));
    let output = sandbox.hf("models info ada/tiny-bert --expand gguf,likes --json").success();
    assert_eq!(output.stdout, "{\"id\": \"ada/tiny-bert\", \"gguf\": {\"total\": 5}, \"likes\": 5}\n");
    assert_eq!(queries(&sandbox, MODEL), ["expand=gguf&expand=likes"]);
    sandbox.hub().forget();
    sandbox.hf("models info ada/tiny-bert --revision refs/pr/1").success();
    assert_eq!(sandbox.hub().requests(), ["GET /api/models/ada/tiny-bert/revision/refs%2Fpr%2F1 200"]);
}

#[test]
fn a_gated_model_is_told_of_and_a_renamed_one_has_its_new_name() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("models info bob/gated-bert --json").success().json()["gated"], "manual");
    assert_eq!(sandbox.hf("models info ada/old-bert --json").success().json()["id"], "ada/tiny-bert");
    assert_eq!(sandbox.hf("models info tiny-gpt --json").success().json()["id"], "tiny-gpt");
}

#[test]
fn a_model_that_is_not_there_is_not_found() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("models info ada/none"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: model 'ada/none' not found
Cause: 404 Not Found for [HUB]/api/models/ada/none (request ID local-hub)
  Repository not found
Hint: check the name and the repo type; if it is private, use a token with access to it

"#]]
    );
    for words in ["models info ada/private-bert", "models info ada/tiny-bert --revision none"] {
        let output = sandbox.command(words).token(BOB).run();
        assert_eq!(output.code(), Some(3), "{output}");
    }
    let misnamed = sandbox.hf("models info a//b");
    assert_eq!(misnamed.code(), Some(2), "{misnamed}");
}

#[test]
fn a_token_that_is_wrong_is_told() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command("models info ada/tiny-bert").token("hf_wrong").run();
    assert_eq!(output.code(), Some(4), "{output}");
}

#[test]
fn a_date_that_is_none_is_an_error_that_names_it() {
    let sandbox = Sandbox::demo();
    sandbox.hub().fault(Fault::new("GET", MODEL, Effect::Json(json!({"id": "ada/tiny-bert", "createdAt": "soon"}))));
    let output = sandbox.hf("models info ada/tiny-bert");
    assert_ne!(output.code(), Some(0), "{output}");
    assert!(output.stderr.contains("cannot read 'soon' as a time"), "{output}");
}

#[test]
fn the_page_is_shown_instead_where_a_browser_is_wanted() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("models info ada/tiny-bert --web").success().stdout, "[HUB]/ada/tiny-bert\n");
    let output = sandbox.hf("models info ada/tiny-bert --web --revision refs/pr/1").success();
    assert_eq!(output.stdout, "[HUB]/ada/tiny-bert/tree/refs%2Fpr%2F1\n");
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn the_page_opens_where_there_is_a_screen() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::demo();
    let opener = sandbox.write("bin/xdg-open", "#!/bin/sh\necho \"$1\" > \"$HOME/opened\"\n");
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    let path = join_paths(once(sandbox.work().join("bin")).chain(split_paths(&search_path()))).unwrap();
    let output =
        sandbox.command("models info ada/tiny-bert --web").env("DISPLAY", ":0").env("PATH", path).run().success();
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("", "Opening [HUB]/ada/tiny-bert in your browser\n"));
    let opened = || fs::read_to_string(sandbox.home().join("opened")).unwrap_or_default();
    until("the browser is there", || opened().ends_with('\n'));
    assert_eq!(opened(), format!("{}/ada/tiny-bert\n", sandbox.hub().endpoint()));
}
