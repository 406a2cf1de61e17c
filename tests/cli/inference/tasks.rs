//! The answers of tasks, for people and for programs.

use serde_json::json;

use super::{sent, with_files};
use crate::sandbox::Sandbox;

#[test]
fn labels_and_scores_are_a_table() {
    let sandbox = with_files();
    let output = sandbox.hf("inference text-classification 'I like it' -m lab/sentiment").success();
    assert_eq!(output.stdout, "LABEL    SCORE\n-------- -----\nPOSITIVE  0.98\nNEGATIVE  0.02\n");
    let json =
        sandbox.hf("inference text-classification 'I like it' -m lab/sentiment --top-k 1 --json").success().json();
    assert_eq!(json, json!([{"label": "POSITIVE", "score": 0.98}]));
    assert_eq!(sandbox.hf("inference image-classification image.png -m lab/vit -q").success().stdout, "cat\ndog\n");
}

#[test]
fn every_task_is_shown_in_its_way() {
    let sandbox = with_files();
    for (words, expected) in [
        ("audio-classification audio.wav -m lab/audio-cls", "cat"),
        ("automatic-speech-recognition audio.wav -m lab/whisper", "heard 44 bytes\n"),
        ("document-question-answering image.png 'Which?' -m lab/layout", "us-001"),
        ("fill-mask 'The <mask>.' -m lab/bert", "The capital."),
        ("image-to-text image.png -m lab/captioner", "a picture\n"),
        ("object-detection image.png -m lab/detr", "person  0.97    1    2   30   40\n"),
        ("question-answering 'Which city?' --context 'In Paris.' -m lab/qa", "Paris"),
        ("sentence-similarity 'a cat' 'a dog' 'a car' -m lab/embedder", "a car"),
        ("summarization 'A long text' -m lab/bart", "short: A long text\n"),
        ("table-question-answering 'How many?' --table table.csv -m lab/tapas", "36542\n"),
        ("tabular-classification --table table.csv -m lab/tabular", "yes\nno\n"),
        ("token-classification 'Alice sings' -m lab/ner", "Alice PER"),
        ("translation Hello -m lab/opus", "translated: Hello\n"),
        ("visual-question-answering image.png 'What?' -m lab/vqa", "laying down"),
        ("zero-shot-classification 'My phone broke' --labels phone,food -m lab/zsc", "phone"),
        ("zero-shot-image-classification image.png --labels cat,dog -m lab/clip", "cat"),
    ] {
        let output = sandbox.hf(&format!("inference {words}")).success();
        assert!(output.stdout.contains(expected), "{words}\n{output}");
    }
}

#[test]
fn vectors_are_one_per_line() {
    let sandbox = Sandbox::empty();
    let one = sandbox.hf("inference feature-extraction Hi -m lab/embedder --provider hf-inference").success();
    assert_eq!(one.stdout, "[2,0.5,-0.25]\n");
    let two = sandbox.hf("inference feature-extraction Hi There -m lab/embedder --provider together").success();
    assert_eq!(two.stdout, "[2,0.5,-0.25]\n[5,0.5,-0.25]\n");
}

#[test]
fn without_a_model_the_recommended_one_is_taken() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("inference text-classification 'I like it'").success();
    assert_eq!(output.stderr, "Using model lab/sentiment, which the Hub recommends\n");
    let output = sandbox.hf("inference fill-mask 'The <mask>.'");
    assert!(output.code() == Some(2) && output.stderr.contains("none is recommended for fill-mask"), "{output}");
}

#[test]
fn a_task_that_nobody_does_names_the_way_out() {
    let output = with_files().hf("inference tabular-regression --table table.csv -m lab/tabular");
    assert!(output.code() == Some(2) && output.stderr.contains("`hf inference post`"), "{output}");
}

#[test]
fn the_first_provider_that_is_known_does_the_task_and_is_well_is_asked() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("inference text-to-image 'A cat' -m lab/mixed -o cat.png").success();
    assert_eq!(output.stderr, "Using provider together\n");
    assert_eq!(sent(&sandbox).0, "/_router/together/v1/images/generations");
}

#[test]
fn a_table_is_sent_by_its_columns() {
    let sandbox = with_files();
    sandbox.hf("inference tabular-classification --table table.csv -m lab/tabular").success();
    assert_eq!(sent(&sandbox).1, json!({"parameters": {}, "table": {"Name": ["A", "B"], "Stars": ["1", "2"]}}));
}

#[test]
fn one_label_is_no_choice() {
    let output = with_files().hf("inference zero-shot-image-classification image.png --labels cat -m lab/clip");
    assert!(output.code() == Some(2) && output.stderr.contains("at least two"), "{output}");
}
