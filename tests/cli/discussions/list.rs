use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::open;
use crate::listings::queries;
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::Sandbox;

const LISTING: &str = "/api/models/ada/tiny-bert/discussions";

/// Opens so many discussions.
fn ask(sandbox: &Sandbox, count: u64) {
    for number in 0..count {
        open(sandbox, &format!("Question {number}"), "x");
    }
}

#[test]
fn discussions_and_pull_requests_are_listed() {
    let sandbox = Sandbox::demo();
    open(&sandbox, "How to use it?", "Please explain.");
    assert_data_eq!(
        sandbox.hf("discussions list ada/tiny-bert"),
        str![[r#"
status: 0
--- stdout ---
NUM TITLE          IS_PULL_REQUEST STATUS AUTHOR CREATED_AT
--- -------------- --------------- ------ ------ ----------
  2 How to use it?                 open   bob    2026-01-01
  1 Add a licence  ✔               open   bob    2025-10-01
--- stderr ---

"#]]
    );
    let output = sandbox.hf("discussions ls ada/tiny-bert --json").success().json();
    let keys: Vec<_> = output[0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys.join(" "), "title status num repo_id repo_type author is_pull_request created_at endpoint");
}

#[test]
fn pages_are_followed_up_to_the_limit_and_no_further() {
    let sandbox = Sandbox::demo();
    ask(&sandbox, 24);
    let count = |limit: &str| {
        sandbox.hub().forget();
        let output = sandbox.hf(&format!("discussions ls ada/tiny-bert -q {limit}")).success();
        (output.stdout.lines().count(), queries(&sandbox, LISTING).len())
    };
    assert_eq!(count("--limit 10"), (10, 1));
    assert_eq!(count("--limit 11"), (11, 2));
    assert_eq!(count("--limit 0"), (25, 3));
    assert_eq!(queries(&sandbox, LISTING)[1], "status=open&p=1");
}

#[test]
fn what_the_hub_cannot_pick_out_is_picked_out_of_all() {
    let sandbox = Sandbox::demo();
    ask(&sandbox, 12);
    sandbox.hf("discussions close ada/tiny-bert 3 --yes").success();
    sandbox.hf("discussions merge ada/tiny-bert 1 --yes").success();
    sandbox.hub().forget();
    let list = |flags: &str| sandbox.hf(&format!("discussions ls ada/tiny-bert -q {flags}")).success().stdout;
    assert_eq!(list("--status merged --limit 1"), "1\n");
    assert_eq!(list("--status closed --kind discussion"), "3\n");
    assert_eq!(list("--author nobody --status draft"), "");
    let sent = queries(&sandbox, LISTING);
    assert_eq!((sent[0].as_str(), sent[2].as_str()), ("p=0", "type=discussion&status=closed&p=0"));
    assert_eq!(sent[3], "author=nobody&p=0");
}

#[test]
fn an_author_who_is_gone_is_named_as_such() {
    let sandbox = Sandbox::demo();
    let discussion = |num: u64, author: serde_json::Value| {
        json!({
            "num": num, "title": "t", "status": "open", "author": author, "repo": {"name": "ada/tiny-bert", "type": "model"},
            "isPullRequest": false, "createdAt": "2026-01-01T00:00:00.000Z",
        })
    };
    let mut nameless = discussion(3, json!(null));
    nameless.as_object_mut().unwrap().remove("author");
    let all = [discussion(1, json!(null)), discussion(2, json!({"name": ""})), nameless];
    sandbox.hub().fault(Fault::new("GET", LISTING, Effect::Json(json!({"discussions": all, "count": 3, "start": 0}))));
    let output = sandbox.hf("discussions ls ada/tiny-bert --json").success().json();
    assert!(output.as_array().unwrap().iter().all(|one| one["author"] == "deleted"), "{output}");
}

#[test]
fn a_listing_that_does_not_come_nearer_to_its_end_is_given_up() {
    let sandbox = Sandbox::demo();
    let reply = json!({"discussions": [], "count": 100, "start": 0});
    sandbox.hub().fault(Fault::new("GET", LISTING, Effect::Json(reply)));
    assert_eq!(sandbox.hf("discussions ls ada/tiny-bert --json").success().stdout, "[]\n");
    sandbox.hub().clear_faults();
    let reply = json!({"discussions": [{"num": "one"}], "count": 100, "start": 0});
    sandbox.hub().fault(Fault::new("GET", LISTING, Effect::Json(reply)));
    assert_eq!(sandbox.hf("discussions ls ada/tiny-bert").code(), Some(1));
}

#[test]
fn a_repo_that_is_not_there_and_one_that_nobody_discusses() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("discussions ls ada/none").code(), Some(3));
    sandbox.hub().forget();
    let kernel = sandbox.hf("discussions ls demo-org/relu --type kernel");
    assert_eq!(kernel.code(), Some(2), "{kernel}");
    assert!(sandbox.hub().requests().is_empty());
}
