use serde_json::json;

use super::{comments, kept, open};
use crate::sandbox::{BOB, Sandbox};

#[test]
fn a_discussion_is_closed_and_opened_again() {
    let sandbox = Sandbox::demo();
    let num = open(&sandbox, "A question", "x");
    let close = format!("discussions close ada/tiny-bert {num}");
    let refused = sandbox.command(&close).stdin("n\n").run();
    assert_eq!(refused.code(), Some(1), "{refused}");
    assert!(refused.stdout.contains(&format!("Close #{num} on 'ada/tiny-bert'?")), "{refused}");
    assert_eq!(sandbox.hf(&format!("{close} --json")).code(), Some(1));
    assert!(sandbox.hub().requests().is_empty());
    sandbox.command(&close).stdin("y\n").run().success();
    assert_eq!(kept(&sandbox, num).status, "closed");
    let reopen = format!("discussions reopen ada/tiny-bert {num} --yes --comment ' Again ' --json");
    assert_eq!(sandbox.hf(&reopen).success().json(), json!({"num": num, "repo": "ada/tiny-bert"}));
    assert_eq!((kept(&sandbox, num).status.as_str(), comments(&sandbox, num)[1].as_str()), ("open", "Again"));
    assert_eq!(sandbox.hf(&reopen).code(), Some(1));
}

#[test]
fn a_title_is_changed() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("discussions rename ada/tiny-bert 1 'Add the licence' --json").success();
    assert_eq!(output.json(), json!({"num": 1, "repo": "ada/tiny-bert", "title": "Add the licence"}));
    assert_eq!(kept(&sandbox, 1).title, "Add the licence");
    let num = open(&sandbox, "A question", "x");
    sandbox.hub().world().change_discussion(
        crate::local_hub::world::kinds::Kind::Model,
        "ada/tiny-bert",
        num,
        |discussion| discussion.author = "ada".to_owned(),
    );
    let words = format!("discussions rename ada/tiny-bert {num} Mine");
    assert_eq!(sandbox.command(&words).token(BOB).run().code(), Some(4));
}
