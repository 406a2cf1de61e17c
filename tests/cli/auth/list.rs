use std::fs;

use serde_json::json;

use super::logged_in;
use crate::sandbox::{ADA, BOB, Sandbox};

const TABLE: &str = "  name   token      
- ------ -----------
* laptop hf_****rite
  reader hf_****read
";

#[test]
fn people_and_agents_see_a_table() {
    let sandbox = logged_in();
    for words in ["auth list", "auth list --format agent", "auth ls"] {
        let output = sandbox.command(words).no_token().run().success();
        assert_eq!((output.stdout.as_str(), output.stderr.as_str()), (TABLE, ""));
    }
}

#[test]
fn programs_get_names_and_no_token() {
    let sandbox = logged_in();
    let run = |words: &str| sandbox.command(words).no_token().run().success();
    assert_eq!(
        run("auth list --json").json(),
        json!([
            {"name": "laptop", "is_active": true, "store": "file"},
            {"name": "reader", "is_active": false, "store": "file"},
        ])
    );
    assert_eq!(run("auth list --quiet").stdout, "laptop\nreader\n");
    fs::remove_file(sandbox.hf_home().join("token")).unwrap();
    fs::remove_file(sandbox.hf_home().join("stored_tokens")).unwrap();
    assert_eq!(run("auth list --json").json(), json!([]));
}

#[test]
fn a_token_that_expires_adds_a_column() {
    let sandbox = Sandbox::empty();
    let stored = format!(
        "[old]\nhf_token = {ADA}\nexpires_at = 1700000000\n[far]\nexpires_at = 4102444800\n[none]\nexpires_at = soon\n"
    );
    fs::write(sandbox.hf_home().join("stored_tokens"), stored).unwrap();
    let output = sandbox.command("auth list").token(ADA).run().success();
    let expected = "  name token       expires             
- ---- ----------- --------------------
* old  hf_****rite 2023-11-14 (expired)
  far  <not set>   2100-01-01          
  none <not set>                       
";
    assert_eq!(output.stdout, expected);
}

#[test]
fn an_expiry_is_a_date_of_the_machines_time_zone() {
    let sandbox = Sandbox::empty();
    fs::write(sandbox.hf_home().join("stored_tokens"), "[far]\nhf_token = x\nexpires_at = 4102444800\n").unwrap();
    let output = sandbox.command("auth list").no_token().env("TZ", "XST5").run().success();
    assert!(output.stdout.contains("2099-12-31"), "{output}");
}

#[test]
fn a_variable_that_wins_over_the_list_is_told() {
    let sandbox = logged_in();
    let output = sandbox.command("auth list").token(BOB).run().success();
    assert!(output.stdout.contains("\n  laptop "), "{output}");
    assert!(output.stderr.contains("the token in HF_TOKEN"), "{output}");
}

#[test]
fn a_list_without_the_active_token_says_so() {
    let sandbox = logged_in();
    fs::remove_file(sandbox.hf_home().join("token")).unwrap();
    let output = sandbox.command("auth list").no_token().run().success();
    assert!(output.stderr.contains("`hf auth switch`"), "{output}");
}

#[test]
fn a_file_that_makes_no_sense_is_an_empty_list() {
    let sandbox = Sandbox::empty();
    fs::write(sandbox.hf_home().join("stored_tokens"), "no section\n").unwrap();
    let output = sandbox.command("auth list").no_token().run().success();
    assert_eq!(output.stdout, "");
    assert!(output.stderr.starts_with("Error: cannot parse '[HF_HOME]/stored_tokens'"), "{output}");
}
