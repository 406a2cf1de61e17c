//! Many questions at once.

use serde_json::{Value, json};

use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::inference::PICTURE;
use crate::sandbox::Sandbox;

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn answers_come_in_the_order_of_the_questions() {
    let sandbox = Sandbox::empty();
    let questions: String = (0..20).map(|number| format!("{{\"inputs\": \"text {number}\"}}\n")).collect();
    sandbox.write("questions.jsonl", questions);
    let words = "inference summarization --input-file questions.jsonl -m lab/bart --concurrency 8";
    let rows = rows(&sandbox.hf(words).success().stdout);
    let texts: Vec<_> = rows.iter().map(|row| row["output"]["summary_text"].as_str().unwrap()).collect();
    assert_eq!(texts, (0..20).map(|number| format!("short: text {number}")).collect::<Vec<_>>());
    assert_eq!(rows[4]["id"], 5);
}

#[test]
fn a_line_has_its_own_parameters_and_name() {
    let sandbox = Sandbox::empty();
    let line = json!({"id": "a", "inputs": "x", "parameters": {"top_k": 1}});
    let run = sandbox.command("inference text-classification --input-file - -m lab/sentiment --function-to-apply none");
    let output = run.stdin(format!("{line}\n\"only a text\"\n")).run().success();
    let rows = rows(&output.stdout);
    assert_eq!((&rows[0]["id"], rows[0]["output"].as_array().unwrap().len()), (&json!("a"), 1));
    assert_eq!((&rows[1]["id"], rows[1]["output"].as_array().unwrap().len()), (&json!(2), 2));
}

#[test]
fn a_failure_is_a_row_and_is_asked_again_next_time() {
    let sandbox = Sandbox::empty();
    sandbox.write("pictures.jsonl", "{\"inputs\": \"image.png\"}\n{\"inputs\": \"late.png\", \"id\": \"late\"}\n");
    sandbox.write("image.png", PICTURE);
    let words = "inference image-to-text --input-file pictures.jsonl -m lab/captioner -o answers.jsonl";
    let output = sandbox.hf(words);
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("1 of 2 questions failed"), "{output}");
    let kept = rows(&String::from_utf8(sandbox.read("answers.jsonl")).unwrap());
    assert!(kept[1]["error"].as_str().unwrap().contains("late.png"), "{kept:?}");
    sandbox.write("late.png", PICTURE);
    sandbox.hub().forget();
    let output = sandbox.hf(words).success();
    assert!(output.stderr.contains("1 of 2 are answered already"), "{output}");
    let kept = rows(&String::from_utf8(sandbox.read("answers.jsonl")).unwrap());
    assert_eq!(kept.iter().map(|row| &row["id"]).collect::<Vec<_>>(), [&json!(1), &json!("late")]);
    assert_eq!(sandbox.hub().trace().iter().filter(|seen| seen.method == "POST").count(), 1);
}

#[test]
fn a_limit_is_waited_for_by_all() {
    let sandbox = Sandbox::empty();
    sandbox.write("questions.jsonl", "\"a\"\n\"b\"\n\"c\"\n");
    sandbox.hub().fault(Fault::new("POST", "/_router/*", Effect::retry_after(429, "1")).times(1));
    let output = sandbox.hf("inference summarization --input-file questions.jsonl -m lab/bart").success();
    assert_eq!(rows(&output.stdout).len(), 3, "{output}");
}

#[test]
fn what_is_wrong_with_the_account_ends_it_at_once() {
    let sandbox = Sandbox::empty();
    sandbox.write("questions.jsonl", "\"a\"\n\"b\"\n\"c\"\n");
    sandbox.hub().fault(Fault::new("POST", "/_router/*", Effect::status(402)));
    let output = sandbox.hf("inference summarization --input-file questions.jsonl -m lab/bart --concurrency 1");
    assert!(output.code() == Some(4) && output.stderr.contains("no credits are left"), "{output}");
}

#[test]
fn content_becomes_files_named_after_the_questions() {
    let sandbox = Sandbox::empty();
    sandbox.write("prompts.jsonl", "{\"id\": \"cat 1\", \"inputs\": \"a cat\"}\n");
    let words = "inference text-to-image --input-file prompts.jsonl -m lab/diffusion --provider hf-inference";
    let rows = rows(&sandbox.hf(words).success().stdout);
    assert_eq!(rows, [json!({"id": "cat 1", "path": "cat-1.png", "bytes": PICTURE.len()})]);
    assert_eq!(sandbox.read("cat-1.png"), PICTURE);
}

#[test]
fn a_line_that_is_not_json_is_named() {
    let sandbox = Sandbox::empty();
    sandbox.write("questions.jsonl", "\"a\"\nb\n");
    let output = sandbox.hf("inference summarization --input-file questions.jsonl -m lab/bart");
    assert!(output.code() == Some(2) && output.stderr.contains("line 2 is not JSON"), "{output}");
}
