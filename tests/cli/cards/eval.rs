use serde_json::json;

use super::{card, write_card};
use crate::sandbox::Sandbox;

const RESULT: &str = "--task-type fill-mask --dataset-type wikitext --dataset-name WikiText --metric-type accuracy";

#[test]
fn results_are_added_listed_and_removed() {
    let sandbox = Sandbox::demo();
    let before = card(&sandbox, "main");
    sandbox.hf(&format!("cards eval add ada/tiny-bert {RESULT} --metric-value 0.7 --dataset-split test")).success();
    let index = "model-index:\n- name: ada/tiny-bert\n  results:\n  - task:\n      type: fill-mask\n    dataset:\n      \
                 name: WikiText\n      type: wikitext\n      split: test\n    metrics:\n    - type: accuracy\n      value: 0.7\n";
    assert_eq!(card(&sandbox, "main"), before.replace("planets\n---", &format!("planets\n{index}---")));
    let rows = sandbox.hf("cards eval ls ada/tiny-bert --json").success().json();
    assert_eq!((&rows[0]["metric_value"], &rows[0]["dataset_split"]), (&json!(0.7), &json!("test")));
    let refused = sandbox.hf("cards eval rm ada/tiny-bert --json");
    assert_eq!(refused.code(), Some(1), "{refused}");
    sandbox.hf("cards eval rm ada/tiny-bert --metric-type accuracy --yes").success();
    assert_eq!(card(&sandbox, "main"), before);
}

#[test]
fn another_value_needs_overwrite() {
    let sandbox = Sandbox::demo();
    sandbox.write("README.md", "---\nlicense: mit\n---\n");
    let add = |value: &str| sandbox.hf(&format!("cards eval add README.md {RESULT} --metric-value {value}"));
    add("'20.0 ± 1.2'").success();
    let again = add("'20.0 ± 1.2'").success();
    assert!(again.stdout.starts_with("Nothing to change"), "{again}");
    let output = add("21");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("accuracy on wikitext already has the value"), "{output}");
    add("21 --overwrite").success();
    assert!(String::from_utf8(sandbox.read("README.md")).unwrap().contains("value: 21\n"));
}

#[test]
fn results_come_from_a_file_in_either_form() {
    let sandbox = Sandbox::demo();
    write_card(&sandbox, "---\nlicense: mit\n---\n");
    let flat =
        json!([{"task_type": "t", "dataset_type": "d", "dataset_name": "D", "metric_type": "f1", "metric_value": 1}]);
    sandbox.write("flat.json", flat.to_string());
    sandbox.write("index.yaml", "- name: m\n  results:\n  - task: {type: t}\n    dataset: {type: d, name: D}\n    metrics:\n    - {type: acc, value: 2}\n");
    sandbox.hf("cards eval add ada/tiny-bert --from flat.json --model-name Tiny").success();
    sandbox.hf("cards eval add ada/tiny-bert --from index.yaml").success();
    let rows = sandbox.hf("cards eval list ada/tiny-bert -q").success().stdout;
    assert_eq!(rows, "t\nt\n");
    assert!(card(&sandbox, "main").contains("- name: Tiny\n"));
    sandbox.write("bad.json", r#"[{"task_type": "t", "typo": 1}]"#);
    for words in ["--from bad.json", "--from nowhere.json"] {
        let output = sandbox.hf(&format!("cards eval add ada/tiny-bert {words}"));
        assert!(output.code().is_some_and(|code| code != 0 && code != 2), "{words}: {output}");
    }
    for words in ["", "--task-type t", "--source-name x --from flat.json"] {
        assert_eq!(sandbox.hf(&format!("cards eval add ada/tiny-bert {words}")).code(), Some(2), "{words}");
    }
}

#[test]
fn results_that_are_set_join_those_that_are_there() {
    let sandbox = Sandbox::demo();
    sandbox.write("README.md", "---\nlicense: mit\n---\n");
    sandbox.hf(&format!("cards eval add README.md {RESULT} --metric-value 1")).success();
    let entry = |value| {
        json!([{"name": "x", "results": [{"task": {"type": "fill-mask"},
        "dataset": {"type": "wikitext", "name": "WikiText"}, "metrics": [{"type": "f1", "value": value}]}]}])
    };
    sandbox.write("index.json", entry(2).to_string());
    sandbox.hf("cards set README.md model-index=@index.json").success();
    sandbox.write("index.json", entry(3).to_string());
    assert_eq!(sandbox.hf("cards set README.md model-index=@index.json").code(), Some(1));
    let rows = sandbox.hf("cards eval list README.md --json").success().json();
    assert_eq!(
        rows.as_array().unwrap().iter().map(|row| &row["metric_value"]).collect::<Vec<_>>(),
        [&json!(1), &json!(2)]
    );
}

fn committed(sandbox: &Sandbox, path: &str) -> String {
    sandbox.hf(&format!("fs cat ada/tiny-bert/{path}")).success().stdout
}

#[test]
fn results_on_benchmarks_have_a_file_of_their_own() {
    let sandbox = Sandbox::demo();
    let before = card(&sandbox, "main");
    let add = |words: &str| sandbox.hf(&format!("cards eval add ada/tiny-bert --results-file hle {words}"));
    add("--dataset cais/hle --task default --value 20.9 --notes no-tools").success();
    let first = "- dataset:\n    id: cais/hle\n    task_id: default\n  value: 20.9\n  notes: no-tools\n";
    assert_eq!(committed(&sandbox, ".eval_results/hle.yaml"), first);
    let again = add("--dataset cais/hle --task default --value 20.9 --notes no-tools").success();
    assert!(again.stdout.starts_with("Nothing to change"), "{again}");
    let refused = add("--dataset cais/hle --task default --value 21");
    assert_eq!((refused.code(), refused.stderr.contains("add --overwrite")), (Some(1), true), "{refused}");
    add("--dataset cais/hle --task other --value 3 --source-url https://hub.example/x --source-org cais").success();
    let second = "- dataset:\n    id: cais/hle\n    task_id: other\n  value: 3\n  source:\n    url: https://hub.example/x\n    \
                  org: cais\n";
    assert_eq!(committed(&sandbox, ".eval_results/hle.yaml"), format!("{first}{second}"));
    assert_eq!(card(&sandbox, "main"), before);
}

#[test]
fn a_results_file_needs_its_own_options_and_stands_beside_a_local_card() {
    let sandbox = Sandbox::demo();
    sandbox.write("README.md", "---\nlicense: mit\n---\n");
    let all = "--dataset d/x --task t --value 1";
    for words in [
        "--results-file hle",
        "--dataset d/x",
        "--results-file hle --dataset d/x --task t --value 1 --metric-type f1",
        "--results-file hle --dataset d/x --task t --value 1 --source-org x",
        "--results-file ../x --dataset d/x --task t --value 1",
        "--results-file hle --dataset d/x --task t --value 1 --type space",
    ] {
        assert_eq!(sandbox.hf(&format!("cards eval add README.md {words}")).code(), Some(2), "{words}");
    }
    sandbox.hf(&format!("cards eval add README.md --results-file mine.yaml {all}")).success();
    assert!(String::from_utf8(sandbox.read(".eval_results/mine.yaml")).unwrap().contains("task_id: t"));
}
