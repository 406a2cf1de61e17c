use serde_json::json;

use super::{comments, kept, open};
use crate::sandbox::{ADA, BOB, Sandbox};

#[test]
fn a_comment_is_sent_as_it_is_typed_and_can_be_changed() {
    let sandbox = Sandbox::demo();
    let words = "discussions comment ada/tiny-bert 1 --body-file - --json";
    let output = sandbox.command(words).stdin("Thanks!\n").run().success();
    assert_eq!(output.json(), json!({"num": 1, "repo": "ada/tiny-bert"}));
    assert_eq!(comments(&sandbox, 1)[1], "Thanks!\n");
    let id = kept(&sandbox, 1).events.last().unwrap()["id"].as_str().unwrap().to_owned();
    let hint = format!("Hint: change it with `hf discussions edit ada/tiny-bert 1 {id}`\n");
    assert_eq!(output.stderr, hint);
    let edit = format!("discussions edit ada/tiny-bert 1 {} --body 'Thank you' --json", id.to_uppercase());
    let output = sandbox.hf(&edit).success();
    assert_eq!(output.json(), json!({"num": 1, "repo": "ada/tiny-bert", "comment_id": id.to_uppercase()}));
    assert_eq!(comments(&sandbox, 1)[1], "Thank you");
}

#[test]
fn a_comment_is_hidden_once_the_user_agrees() {
    let sandbox = Sandbox::demo();
    let num = open(&sandbox, "Spam", "Buy this");
    let id = kept(&sandbox, num).events[0]["id"].as_str().unwrap().to_owned();
    let words = format!("discussions hide ada/tiny-bert {num} {id}");
    let refused = sandbox.command(&words).stdin("n\n").run();
    assert_eq!(refused.code(), Some(1), "{refused}");
    assert!(refused.stdout.contains("Nobody can show it again."), "{refused}");
    sandbox.hf(&format!("{words} --yes")).success();
    assert_eq!(kept(&sandbox, num).events[0]["data"]["hidden"], true);
    let shown = sandbox.hf(&format!("discussions info ada/tiny-bert {num}")).success();
    assert!(shown.stdout.contains("This comment is hidden") && !shown.stdout.contains("Buy this"), "{shown}");
}

#[test]
fn without_a_text_nothing_is_sent() {
    let sandbox = Sandbox::demo();
    for flags in ["", "--body ''"] {
        assert_eq!(sandbox.hf(&format!("discussions comment ada/tiny-bert 1 {flags}")).code(), Some(2), "{flags}");
    }
    assert_eq!(sandbox.hf("discussions edit ada/tiny-bert 1 abc").code(), Some(2));
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_comment_of_somebody_else_and_one_that_is_not_there_are_refused() {
    let sandbox = Sandbox::demo();
    let id = kept(&sandbox, 1).events[0]["id"].as_str().unwrap().to_owned();
    let edit = |id: &str, token| {
        sandbox.command(&format!("discussions edit ada/tiny-bert 1 {id} --body x")).token(token).run()
    };
    assert_eq!(edit(&id, ADA).code(), Some(4));
    assert_eq!(edit("0123456789abcdef01234567", BOB).code(), Some(3));
    edit(&id, BOB).success();
    let missing = sandbox.hf("discussions comment ada/tiny-bert 99 --body x");
    assert_eq!(missing.code(), Some(3), "{missing}");
}
