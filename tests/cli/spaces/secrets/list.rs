use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::with_secrets;
use crate::sandbox::{BOB, Sandbox};

#[test]
fn each_mode_shows_the_names_and_no_value() {
    let sandbox = Sandbox::demo();
    let add = "spaces secrets add ada/hello -s API_KEY --description 'Key of the search API'";
    sandbox.command(add).env("API_KEY", "one").run().success();
    let updated = "2026-01-01T00:00:01+00:00";
    let listed = sandbox.hf("spaces secrets ls ada/hello --json").success().json();
    let expected = json!({"key": "API_KEY", "description": "Key of the search API", "updated_at": updated});
    assert_eq!(listed, json!([expected]));
    assert_eq!(sandbox.hf("spaces secrets list ada/hello -q").success().stdout, "API_KEY\n");
    let agent = sandbox.hf("spaces secrets list ada/hello --format agent").success();
    let rows = format!("key\tdescription\tupdated_at\nAPI_KEY\tKey of the search API\t{updated}\n");
    assert_eq!(agent.stdout, rows);
    assert_data_eq!(
        sandbox.hf("spaces secrets list ada/hello"),
        str![[r#"
status: 0
--- stdout ---
KEY     DESCRIPTION           UPDATED_AT
------- --------------------- ----------
API_KEY Key of the search API 2026-01-01
--- stderr ---

"#]]
    );
}

#[test]
fn a_secret_without_a_description_says_nothing_of_it() {
    let listed = with_secrets().hf("spaces secrets list ada/hello --json").success().json();
    assert_eq!(listed[1]["key"], "OTHER");
    assert!(listed[1].get("description").is_none(), "{listed}");
}

#[test]
fn a_space_without_secrets_has_an_empty_listing() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("spaces secrets list spaces/ada/hello --json").success().stdout, "[]\n");
    assert_eq!(sandbox.hf("spaces secrets list ada/hello").success().stdout, "No results found.\n");
}

#[test]
fn a_space_that_does_not_exist_or_is_not_yours_is_told_by_its_status() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces secrets list ada/none");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: Space 'ada/none' not found\n"), "{output}");
    let output = sandbox.command("spaces secrets list ada/hello").token(BOB).run();
    assert_eq!(output.code(), Some(4), "{output}");
    let output = sandbox.command("spaces secrets list ada/hello").no_token().run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(output.stderr.starts_with("Error: not logged in\n"), "{output}");
    let output = sandbox.hf("spaces secrets list datasets/ada/planets");
    assert_eq!(output.code(), Some(2), "{output}");
}
