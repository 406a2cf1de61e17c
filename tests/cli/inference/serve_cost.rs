//! `hf inference serve --max-cost`: what requests cost, and when they are refused.

use serde_json::{Value, json};

use super::serve::{chat, message, serve};
use crate::sandbox::Sandbox;

/// The question has four tokens and the answer three: at the highest of two prices that is $0.0032.
const ONE: f64 = 0.0032;

fn close(value: &Value, expected: f64) -> bool {
    value.as_f64().is_some_and(|value| (value - expected).abs() < 1e-9)
}

#[test]
fn requests_are_refused_once_the_money_is_spent_and_the_sum_is_logged() {
    let sandbox = Sandbox::empty();
    let server = serve(&sandbox, "--max-cost 0.008 --log usage.jsonl");
    let mut stream = chat("lab/chat");
    stream["stream"] = json!(true);
    server.json("/chat/completions", &chat("lab/chat"));
    let (status, answer) = server.ask("/chat/completions", &stream);
    assert!(status == 200 && !answer.contains("usage"), "{answer}");
    server.json("/chat/completions", &chat("lab/chat"));
    for _ in 0..2 {
        let (status, answer) = server.ask("/chat/completions", &chat("lab/chat"));
        assert_eq!((status, message(&answer).as_str()), (403, "the limit of --max-cost ($0.0080) is reached"));
        assert!(answer.contains("limit_reached"), "{answer}");
    }
    let output = server.end().success();
    assert!(output.stderr.contains("4 in, 3 out, $0.0032 in all"), "{output}");
    let log = String::from_utf8(sandbox.read("usage.jsonl")).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    for (line, count) in lines.iter().zip([1.0, 2.0, 3.0]) {
        assert!(close(&line["cost_usd"], ONE) && close(&line["total_cost_usd"], ONE * count), "{line}");
    }
}

#[test]
fn a_provider_that_is_named_has_its_own_price() {
    let sandbox = Sandbox::empty();
    let server = serve(&sandbox, "--max-cost 1 --log usage.jsonl --provider together");
    server.json("/chat/completions", &chat("lab/chat"));
    server.end().success();
    let line: Value = serde_json::from_slice(&sandbox.read("usage.jsonl")).unwrap();
    assert!(close(&line["cost_usd"], 0.0026), "{line}");
}

#[test]
fn what_has_no_price_is_never_asked() {
    let sandbox = Sandbox::empty();
    let server = serve(&sandbox, "--max-cost 1");
    let picture = json!({"model": "lab/painter", "prompt": "a cat"});
    for (path, body, model) in [
        ("/chat/completions", chat("lab/vlm"), "lab/vlm"),
        ("/chat/completions", chat("lab/nobody"), "lab/nobody"),
        ("/chat/completions", chat("lab/text"), "lab/text"),
        ("/images/generations", picture, "lab/painter"),
    ] {
        let (status, answer) = server.ask(path, &body);
        assert_eq!(status, 403, "{answer}");
        let said = message(&answer);
        assert!(said.contains("--max-cost") && said.contains(&format!("price of '{model}'")), "{said}");
        assert!(answer.contains("limit_reached"), "{answer}");
    }
    assert!(sandbox.hub().trace().iter().all(|seen| seen.method != "POST"));
}

#[test]
fn the_next_one_stands_in_for_one_without_a_price() {
    let sandbox = Sandbox::empty();
    let server = serve(&sandbox, "--max-cost 1 --log usage.jsonl -m lab/vlm -m lab/limited -m lab/chat");
    assert_eq!(server.json("/chat/completions", &chat("gpt-4"))["choices"][0]["message"]["content"], "echo: one two");
    let output = server.end().success();
    assert!(output.stderr.contains("price of 'lab/vlm'"), "{output}");
    let line: Value = serde_json::from_slice(&sandbox.read("usage.jsonl")).unwrap();
    assert!(close(&line["cost_usd"], ONE), "{line}");
}

#[test]
fn an_answer_whose_tokens_nobody_counts_costs_what_it_may_at_most() {
    let sandbox = Sandbox::empty();
    let server = serve(&sandbox, "--max-cost 1 --log usage.jsonl --provider together");
    let body = json!({"model": "lab/text", "prompt": "Once"});
    server.json("/completions", &body);
    server.end().success();
    let line: Value = serde_json::from_slice(&sandbox.read("usage.jsonl")).unwrap();
    let (asked, said) = (body.to_string().len() as f64, "Once and so on".len() as f64);
    assert!(close(&line["cost_usd"], (asked * 100.0 + said * 1000.0) / 1e6), "{line}");
}

#[test]
fn money_cannot_be_counted_at_servers_nor_without_prices() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("inference serve --max-cost 1 --base-url http://localhost:9");
    assert!(output.code() == Some(2) && output.stderr.contains("--base-url"), "{output}");
    let output = sandbox.hf("inference serve --max-cost 0");
    assert!(output.code() == Some(2) && output.stderr.contains("US dollars above 0"), "{output}");
    let away = sandbox.command("inference serve --port 0 --max-cost 1");
    let output = away.env("HF_INFERENCE_ROUTER_ENDPOINT", "http://127.0.0.1:9").run();
    assert!(!matches!(output.code(), Some(0) | None), "{output}");
}
