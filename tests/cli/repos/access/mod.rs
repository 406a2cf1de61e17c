//! `hf repos access`.

use serde_json::json;

use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::repos::Record;
use crate::repos::sent;
use crate::sandbox::{BOB, Sandbox};

/// ada's gated model, with bob's request.
fn gated() -> Sandbox {
    let sandbox = Sandbox::demo();
    let world = sandbox.hub().world();
    world.change_repo(Kind::Model, "ada/tiny-bert", |record| {
        record.gated = json!("manual");
        record.set_access("bob", "pending", 1_767_225_600);
        record.requests[0].fields.insert("company".to_owned(), json!("Example"));
    });
    sandbox
}

/// The users of a list.
fn users(sandbox: &Sandbox, status: &str) -> String {
    sandbox.hf(&format!("repos access list ada/tiny-bert --status {status} -q")).success().stdout
}

fn check(sandbox: &Sandbox) -> Option<i32> {
    sandbox.command("repos access check ada/tiny-bert").token(BOB).run().code()
}

#[test]
fn a_request_is_listed_with_the_answers_of_its_form() {
    let sandbox = gated();
    let rows = sandbox.hf("repos access list ada/tiny-bert --json").success().json();
    let expected = json!([{
        "username": "bob", "fullname": "Bob Example", "email": "bob@example.test",
        "timestamp": "2026-01-01T00:00:00+00:00", "status": "pending", "fields": {"company": "Example"},
        "request_id": "request-bob",
    }]);
    assert_eq!(rows, expected);
    let output = sandbox.command("repos access list ada/tiny-bert").token(BOB).run();
    assert_eq!(output.code(), Some(4), "{output}");
}

#[test]
fn a_decision_changes_who_may_read() {
    let sandbox = gated();
    assert_eq!(check(&sandbox), Some(4));
    let output = sandbox.command("repos access accept ada/tiny-bert - --json").stdin("bob\n").run().success();
    assert_eq!(output.json(), json!({"user": "bob", "repo_type": "model", "repo_id": "ada/tiny-bert"}));
    assert_eq!((users(&sandbox, "accepted").as_str(), check(&sandbox)), ("bob\n", Some(0)));
    sandbox.hf("repos access cancel ada/tiny-bert bob").success();
    assert_eq!((users(&sandbox, "pending").as_str(), check(&sandbox)), ("bob\n", Some(4)));
    sandbox.hub().forget();
    sandbox.hf("repos access reject ada/tiny-bert bob --reason 'No company'").success();
    let body = json!({"user": "bob", "status": "rejected", "rejectionReason": "No company"});
    let line = "POST /api/models/ada/tiny-bert/user-access-request/handle 200".to_owned();
    assert_eq!(sent(&sandbox, 0), (line, body));
    assert_eq!((users(&sandbox, "rejected").as_str(), check(&sandbox)), ("bob\n", Some(4)));
}

#[test]
fn access_is_granted_without_a_request() {
    let sandbox = gated();
    sandbox.hub().world().change_repo(Kind::Model, "ada/tiny-bert", |record| record.requests.clear());
    sandbox.hf("repos access grant ada/tiny-bert bob").success();
    assert_eq!(check(&sandbox), Some(0));
    let output = sandbox.hf("repos access grant ada/tiny-bert bob");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("already has access"), "{output}");
}

#[test]
fn a_user_who_fails_does_not_stop_the_others() {
    let sandbox = gated();
    let output = sandbox.hf("repos access accept ada/tiny-bert nobody bob");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("User not found"), "{output}");
    assert_eq!(users(&sandbox, "accepted"), "bob\n");
    // One alone fails with its own status.
    assert_eq!(sandbox.hf("repos access accept ada/tiny-bert nobody").code(), Some(3));
    assert_eq!(sandbox.hf("repos access accept datasets/ada/planets bob").code(), Some(1));
}

#[test]
fn whoever_may_not_read_learns_where_to_ask() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("repos access check ada/tiny-bert").success().stdout, "yes\n");
    let output = sandbox.hf("repos access check bob/gated-bert");
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(output.stderr.contains("[HUB]/bob/gated-bert"), "{output}");
    assert_eq!(sandbox.hf("repos access check ada/none").code(), Some(3));
    assert_eq!(sandbox.hf("repos access check ada/tiny-bert --write -q").code(), Some(0));
    assert_eq!(sandbox.command("repos access check ada/tiny-bert --write").token(BOB).run().code(), Some(4));
}

/// bob's gated model with a form.
fn with_form() -> Sandbox {
    let sandbox = Sandbox::demo();
    let card = json!({"license": "mit", "extra_gated_prompt": "Be kind.",
                      "extra_gated_fields": {"Company": "text", "I agree": "checkbox"}});
    let change = |record: &mut Record| drop(record.found.insert("cardData".to_owned(), card));
    sandbox.hub().world().change_repo(Kind::Model, "bob/gated-bert", change);
    sandbox
}

#[test]
fn a_person_reads_the_terms_and_answers_the_form() {
    let sandbox = with_form();
    let run = sandbox.command("repos access ask bob/gated-bert --format human").stdin("Example\nyes\ny\n");
    let output = run.run().success();
    for says in ["Be kind.\nLicense: mit\n", "Company:", "I agree (yes):", "✓ Request sent: the owner decides\n"] {
        assert!(output.stdout.contains(says), "{output}");
    }
    let requests = sandbox.command("repos access list bob/gated-bert --json").token(BOB).run().success().json();
    assert_eq!(
        (&requests[0]["username"], &requests[0]["fields"]),
        (&json!("ada"), &json!({"Company": "Example", "I agree": true}))
    );
    sandbox.command("repos access accept bob/gated-bert ada").token(BOB).run().success();
    let output = sandbox.hf("repos access ask bob/gated-bert --json").success();
    assert_eq!(output.json(), json!({"repo_id": "bob/gated-bert", "repo_type": "model", "status": "accepted"}));
}

#[test]
fn a_script_answers_with_flags_and_says_yes() {
    let sandbox = with_form();
    let words = "repos access ask bob/gated-bert --field Company=Example";
    for (more, status) in [("--json", 2), ("--field 'I agree=no' --json", 2), ("--field 'I agree=yes' --json", 1)] {
        let output = sandbox.hf(&format!("{words} {more}"));
        assert_eq!(output.code(), Some(status), "{output}");
    }
    assert_eq!(sandbox.hf("repos access ask bob/gated-bert --field Other=x --json").code(), Some(2));
    assert!(sandbox.hub().requests().iter().all(|line| line.starts_with("GET ")));
    sandbox.hf(&format!("{words} --field 'I agree=yes' --yes --json")).success();
    let gate = |record: &mut Record| record.set_access("ada", "rejected", 0);
    sandbox.hub().world().change_repo(Kind::Model, "bob/gated-bert", gate);
    let output = sandbox.hf(&format!("{words} --field 'I agree=yes' --yes"));
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("has been rejected"), "{output}");
}

#[test]
fn access_that_is_automatic_comes_at_once_and_other_is_waited_for() {
    let sandbox = Sandbox::demo();
    let gate = |mode: &str| {
        sandbox.hub().world().change_repo(Kind::Model, "bob/gated-bert", |record| record.gated = json!(mode));
    };
    let output = sandbox.hf("repos access ask bob/gated-bert --yes --wait --timeout 0");
    assert_eq!(output.code(), Some(6), "{output}");
    assert!(output.stderr.contains("did not end within 0s"), "{output}");
    gate("auto");
    sandbox.hub().world().change_repo(Kind::Model, "bob/gated-bert", |record| record.requests.clear());
    let output = sandbox.hf("repos access ask bob/gated-bert --yes -q").success();
    assert_eq!(output.stdout, "bob/gated-bert\n");
    sandbox.hf("download bob/gated-bert config.json --local-dir got").success();
    assert_eq!(sandbox.hf("repos access ask ada/none --yes").code(), Some(3));
    assert_eq!(sandbox.command("repos access ask bob/gated-bert --yes").no_token().run().code(), Some(4));
}

#[test]
fn names_that_are_no_text_are_refused() {
    let sandbox = gated();
    let output = sandbox.command("repos access accept ada/tiny-bert -").stdin(b"bob\n\xff\xfe\n").run();
    assert!(output.code() != Some(0) && output.stderr.contains("cannot read 'standard input'"), "{output}");
    assert!(sandbox.hub().requests().is_empty());
}
