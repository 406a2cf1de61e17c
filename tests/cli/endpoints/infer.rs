use serde_json::json;

use super::with_endpoint;

#[test]
fn an_endpoint_is_asked_by_its_name() {
    let sandbox = with_endpoint(&["running"]);
    let output = sandbox.hf("endpoints infer mine Once --param max_new_tokens=5 --json").success();
    assert_eq!(output.json(), json!([{"generated_text": "Once {\"max_new_tokens\":5}"}]));
    let streamed = sandbox.hf("endpoints infer mine 'Once upon' --stream").success();
    assert_eq!(streamed.stdout.lines().count(), 2, "{streamed}");
    sandbox.hf("endpoints infer mine Once -o answer.json").success();
    assert!(String::from_utf8_lossy(&sandbox.read("answer.json")).contains("generated_text"));
}

#[test]
fn the_task_decides_whether_the_input_is_a_file() {
    let sandbox = with_endpoint(&["running"]);
    sandbox.write("image.png", "picture");
    let bytes = sandbox.hf("endpoints infer mine image.png --task image-classification --json").success();
    assert_eq!(bytes.json(), json!([{"label": "bytes", "score": 7}]));
    let output = sandbox.hf("endpoints infer mine nothing.png --task image-classification");
    assert!(output.code() == Some(3) && output.stderr.contains("nothing.png"), "{output}");
    for line in ["--task image-classification --stream", "--task image-something", "--stream -o answer.json"] {
        let output = sandbox.hf(&format!("endpoints infer mine image.png {line}"));
        assert_eq!(output.code(), Some(2), "{output}");
    }
}

#[test]
fn an_endpoint_that_does_not_run_is_waited_for_or_named() {
    let sandbox = with_endpoint(&["paused"]);
    let output = sandbox.hf("endpoints infer mine Once");
    assert!(output.code() == Some(1) && output.stderr.contains("hf endpoints resume mine"), "{output}");
    let sandbox = with_endpoint(&["initializing", "running"]);
    sandbox.hf("endpoints infer mine Once --wait").success();
}

#[test]
fn an_endpoint_that_sleeps_is_woken_by_the_question() {
    for line in ["endpoints infer mine Once", "inference text-generation Once --endpoint mine"] {
        let sandbox = with_endpoint(&["scaledToZero"]);
        let output = sandbox.hf(line).success();
        assert!(output.stderr.contains("Endpoint 'ada/mine' is waking up\n"), "{output}");
    }
}
