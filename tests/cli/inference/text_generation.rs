use serde_json::json;

use super::sent;
use crate::sandbox::Sandbox;

#[test]
fn a_text_is_continued_by_the_first_provider_that_is_well() {
    let sandbox = Sandbox::empty();
    let output =
        sandbox.hf("inference text-generation Once -m lab/text --max-new-tokens 8 --temperature 0.3").success();
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("Once and so on\n", "Using provider together\n"));
    let body = json!({"prompt": "Once", "max_new_tokens": 8, "temperature": 0.3, "model": "together-text"});
    assert_eq!(sent(&sandbox), ("/_router/together/v1/completions".to_owned(), body));
}

#[test]
fn the_hubs_own_service_gets_parameters_apart_from_the_input() {
    let sandbox = Sandbox::empty();
    let words = "inference text-generation Once -m lab/text --provider hf-inference --details --do-sample=false --json";
    let output = sandbox.hf(words).success().json();
    assert_eq!(output["generated_text"], " once upon a time");
    let body = json!({"inputs": "Once", "parameters": {"details": true, "do_sample": false}});
    assert_eq!(sent(&sandbox), ("/_router/hf-inference/models/lab/text".to_owned(), body));
}

#[test]
fn both_kinds_of_streams_are_read() {
    let sandbox = Sandbox::empty();
    let own = sandbox.hf("inference text-generation Once -m lab/text --provider hf-inference --stream").success();
    assert_eq!(own.stdout, " once upon a time\n");
    assert_eq!(sent(&sandbox).1, json!({"inputs": "Once", "parameters": {}, "stream": true}));
    let together = sandbox.hf("inference text-generation Once -m lab/text --provider together --stream").success();
    assert_eq!(together.stdout, " and\u{2028}so on\n");
}
