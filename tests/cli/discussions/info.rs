use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::{kept, open};
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::Sandbox;

#[test]
fn people_read_what_was_said_and_done() {
    let sandbox = Sandbox::demo();
    let num = open(&sandbox, "How to use it?", "Please **explain**.\n\n- \u{1b}[31mred\u{1b}[0m");
    sandbox.hf(&format!("discussions rename ada/tiny-bert {num} 'How do I use it?'")).success();
    sandbox.hf(&format!("discussions close ada/tiny-bert {num} --yes --comment 'Like this.'")).success();
    let output = sandbox.hf(&format!("discussions info ada/tiny-bert {num}")).success();
    let ids: Vec<String> =
        kept(&sandbox, num).events.iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect();
    let shown = ids.iter().fold(output.stdout, |text, id| text.replace(id, "[ID]"));
    assert_data_eq!(
        shown,
        str![[r#"
How do I use it? #2
closed discussion by bob, 2026-01-01 00:00:01

bob commented, 2026-01-01 00:00:01 ([ID])
  Please **explain**.
  
  - /x1b[31mred/x1b[0m

ada changed the title from 'How to use it?' to 'How do I use it?', 2026-01-01 00:00:02

ada commented, 2026-01-01 00:00:03 ([ID])
  Like this.

ada set the status to closed, 2026-01-01 00:00:03

"#]]
    );
}

#[test]
fn programs_get_all_of_it_in_the_order_of_the_python_client() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("discussions info ada/tiny-bert 1 --json").success().json();
    let keys: Vec<_> = output.as_object().unwrap().keys().cloned().collect();
    let expected = "title status num repo_id repo_type author is_pull_request created_at endpoint events conflicting_files \
                    target_branch diff";
    assert_eq!(keys.join(" "), expected);
    let comment: Vec<_> = output["events"][0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(comment.join(" "), "id type created_at author _event content edited hidden");
    let commit: Vec<_> = output["events"][1].as_object().unwrap().keys().cloned().collect();
    assert_eq!(commit.join(" "), "id type created_at author _event summary oid");
    assert_eq!((&output["target_branch"], &output["conflicting_files"]), (&json!("refs/heads/main"), &json!([])));
    let num = open(&sandbox, "A question", "x");
    let output = sandbox.hf(&format!("discussions info ada/tiny-bert {num} --json")).success().json();
    assert!(output.get("diff").is_none() && output.get("conflicting_files").is_none(), "{output}");
}

#[test]
fn its_page_is_shown_without_a_request() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("discussions info datasets/ada/planets 7 --web").success();
    assert_eq!(output.stdout, "[HUB]/datasets/ada/planets/discussions/7\n");
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn one_that_is_not_there_is_named_and_a_number_is_one_above_0() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("discussions info ada/tiny-bert 99");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: discussion 99 not found in model 'ada/tiny-bert'\n"), "{output}");
    for num in ["0", "two", "-1", ""] {
        assert_eq!(sandbox.hf(&format!("discussions info ada/tiny-bert '{num}'")).code(), Some(2), "{num}");
    }
}

#[test]
fn an_event_without_a_time_is_an_error_that_says_so() {
    let sandbox = Sandbox::demo();
    let reply = json!({
        "num": 1, "title": "t", "status": "open", "repo": {"name": "ada/tiny-bert", "type": "model"},
        "isPullRequest": false, "createdAt": "2026-01-01T00:00:00.000Z", "events": [{"id": "x", "type": "comment"}],
    });
    sandbox.hub().fault(Fault::new("GET", "/api/models/ada/tiny-bert/discussions/1", Effect::Json(reply)));
    let output = sandbox.hf("discussions info ada/tiny-bert 1");
    assert_eq!(output.code(), Some(6), "{output}");
    assert!(output.stderr.contains("events[0]: missing field `createdAt`"), "{output}");
}
