//! The verbs of the dataset viewer. It serves the Hub's own address alone, so that `HF_ENDPOINT` is not set.

use serde_json::json;

use crate::run::Output;
use crate::sandbox::Sandbox;

fn hf(sandbox: &Sandbox, words: &str) -> Output {
    sandbox.command(words).no_env("HF_ENDPOINT").run()
}

#[test]
fn parquet_files_are_listed_with_whole_addresses() {
    let sandbox = Sandbox::empty();
    let output = hf(&sandbox, "datasets parquet ada/planets").success();
    let url = "https://huggingface.co/datasets/ada/planets/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet";
    assert!(output.stdout.contains(url), "{output}");
    assert!(output.stderr.contains("`hf datasets sql \"SELECT * FROM read_parquet('https://"), "{output}");
    let rows = hf(&sandbox, "datasets parquet ada/planets --split test --json").success().json();
    let url = "https://huggingface.co/datasets/ada/planets/resolve/refs%2Fconvert%2Fparquet/default/test/0000.parquet";
    assert_eq!(rows, json!([{"subset": "default", "split": "test", "url": url, "size": 2000}]));
    assert_eq!(hf(&sandbox, "datasets parquet ada/planets --split nope --json").success().json(), json!([]));
}

#[test]
fn what_is_not_converted_is_reported() {
    let output = hf(&Sandbox::empty(), "datasets parquet ada/half -q").success();
    assert_eq!(output.stdout.lines().count(), 2);
    assert!(output.stderr.contains("Warning: the viewer has converted only the first part"), "{output}");
    assert!(output.stderr.contains("Warning: not converted yet: en/test\n"), "{output}");
    assert!(output.stderr.contains("Warning: could not be converted: fr/train (too many columns)\n"), "{output}");
}

#[test]
fn a_dataset_or_subset_that_the_viewer_does_not_know_is_missing() {
    let sandbox = Sandbox::empty();
    let output = hf(&sandbox, "datasets parquet ada/none");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: dataset 'ada/none' not found\n"), "{output}");
    let output = hf(&sandbox, "datasets parquet ada/planets --subset nope");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.contains("`hf datasets splits ada/planets`"), "{output}");
}

#[test]
fn the_viewer_is_not_asked_about_datasets_of_another_endpoint() {
    let sandbox = Sandbox::demo();
    for verb in ["parquet", "splits", "schema", "rows"] {
        let output = sandbox.hf(&format!("datasets {verb} ada/planets"));
        assert_eq!(output.code(), Some(1), "{output}");
        assert!(output.stderr.contains("serves huggingface.co only"), "{output}");
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn splits_have_their_numbers_as_far_as_they_are_known() {
    let rows = hf(&Sandbox::empty(), "datasets splits ada/planets --json").success().json();
    let train = json!({"subset": "default", "split": "train", "rows": 5, "columns": 2, "bytes": 4008});
    let test = json!({"subset": "default", "split": "test", "rows": null, "columns": null, "bytes": null});
    assert_eq!(rows, json!([train, test]));
}

#[test]
fn the_schema_names_columns_and_types() {
    let output = hf(&Sandbox::empty(), "datasets schema ada/planets --format agent").success();
    assert_eq!(output.stdout, "name\ttype\nname\tstring\nmoons\tint64\n");
}

#[test]
fn rows_are_shown_from_an_offset_up_to_a_limit() {
    let sandbox = Sandbox::empty();
    let rows = hf(&sandbox, "datasets rows ada/planets --offset 2 --limit 2 --json").success().json();
    assert_eq!(rows, json!([{"name": "Earth", "moons": 1}, {"name": "Mars", "moons": 2}]));
    let all = hf(&sandbox, "datasets rows ada/planets --limit 0 -q").success();
    assert_eq!(all.stdout, "Mercury\nVenus\nEarth\nMars\nJupiter\n");
    assert!(all.stderr.contains("the viewer has cut long values"), "{all}");
    assert_eq!(hf(&sandbox, "datasets rows ada/planets --where '\"moons\">1' -q").success().stdout, "Mars\nJupiter\n");
    assert_eq!(hf(&sandbox, "datasets rows ada/planets --search ear -q").success().stdout, "Earth\n");
}

#[test]
fn a_split_that_does_not_exist_is_answered_with_those_that_do() {
    let output = hf(&Sandbox::empty(), "datasets rows ada/planets --split nope");
    assert_eq!(output.code(), Some(2), "{output}");
    assert!(output.stderr.contains("use one of default/train, default/test"), "{output}");
}
