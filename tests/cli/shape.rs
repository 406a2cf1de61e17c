//! `--jq`, `--template` and `--json=FIELD,FIELD`, which every verb that prints JSON has.

use crate::listings::paged;
use crate::sandbox::Sandbox;
use crate::wait;

#[test]
fn a_listing_is_filtered_by_an_expression() {
    let sandbox = paged();
    let all = sandbox.hf("models list --json").success().json();
    let ids: String = all.as_array().unwrap().iter().map(|row| format!("{}\n", row["id"].as_str().unwrap())).collect();
    let filtered = sandbox.hf("models list --jq .[].id").success();
    assert_eq!((filtered.stdout, ids.is_empty()), (ids, false));
    let count = sandbox.hf("--jq length models list --format json").success();
    assert_eq!(count.stdout.trim().parse::<usize>().unwrap(), all.as_array().unwrap().len());
}

#[test]
fn a_template_is_rendered_for_each_row() {
    let sandbox = paged();
    let shown = sandbox.command("models list --limit 1").argument("--template").argument("{{ id }} is a model").run();
    let id = sandbox.hf("models list --limit 1 -q").success().stdout;
    assert_eq!(shown.success().stdout, format!("{} is a model\n", id.trim()));
}

#[test]
fn fields_are_chosen_with_the_equals_sign_and_a_bare_flag_takes_no_word() {
    let sandbox = Sandbox::demo();
    let chosen = sandbox.hf("models info --json=private,id ada/tiny-bert").success();
    assert_eq!(chosen.stdout, "{\"private\": false, \"id\": \"ada/tiny-bert\"}\n");
    let whole = sandbox.hf("models info --json ada/tiny-bert").success().json();
    assert_eq!((&whole["id"], whole.as_object().unwrap().len() > 2), (&"ada/tiny-bert".into(), true));
}

#[test]
fn a_faulty_expression_is_a_usage_error_before_any_request() {
    let sandbox = Sandbox::demo();
    for words in ["--jq '.[' ", "--template '{{'", "--jq . --template x", "--jq . -q", "--jq . --format agent"] {
        let output = sandbox.hf(&format!("models list {words}"));
        assert_eq!(output.code(), Some(2), "{words}: {output}");
    }
    assert!(sandbox.hub().trace().is_empty());
}

#[test]
fn an_error_while_it_runs_is_status_1_and_text_is_not_passed_off_as_json() {
    let sandbox = Sandbox::demo();
    let failed = sandbox.hf("models info ada/tiny-bert --jq .id.x");
    assert_eq!((failed.code(), failed.stderr.contains("--jq: cannot index")), (Some(1), true), "{failed}");
    let text = sandbox.hf("fs cat ada/tiny-bert/config.json --jq .");
    assert_eq!((text.code(), text.stdout.as_str()), (Some(1), ""), "{text}");
}

#[test]
fn an_endless_expression_is_ended_by_ctrl_c_and_by_a_reader_that_leaves() {
    let sandbox = Sandbox::demo();
    let mut child = sandbox.command("models info ada/tiny-bert --jq last(range(infinite))").spawn();
    wait::until("the model was sent", || sandbox.hub().trace().iter().any(|seen| seen.status == 200));
    assert!(!child.is_over());
    child.signal("INT");
    let ended = child.wait();
    assert!(ended.code().is_none_or(|code| code == 130), "{ended}");
    let gone = sandbox.command("models info ada/tiny-bert --jq range(infinite)").no_reader().run();
    assert_eq!(gone.code(), Some(1), "{gone}");
}

#[test]
fn an_expression_that_collects_or_calls_itself_without_an_end_is_ended() {
    let sandbox = Sandbox::demo();
    // Large items: a debug build on a busy machine takes minutes to collect a gigabyte of small ones.
    for expression in ["[repeat(1) | tostring * 100000]", "def f: 1 + f; [f] | length"] {
        let output = sandbox.hf(&format!("models info ada/tiny-bert --jq '{expression}'"));
        assert!(output.code() == Some(1) && output.stderr.contains("takes too much memory"), "{output}");
    }
}

#[test]
fn options_within_a_command_of_the_user_are_its_own() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("jobs run --detach --jq .id ubuntu tool --jq x --template y").success();
    let seen = sandbox.hub().trace().into_iter().find(|seen| seen.method == "POST").unwrap();
    let sent: serde_json::Value = serde_json::from_slice(&seen.body).unwrap();
    assert_eq!(sent["command"], serde_json::json!(["tool", "--jq", "x", "--template", "y"]));
    assert!(!output.stdout.contains('{'), "{output}");
}
