//! Verbs that ask no model: providers, models, tasks, status; and `post`, which sends what it is given.

use serde_json::json;

use super::{sent, with_files};
use crate::local_hub::world::inference::PICTURE;
use crate::sandbox::Sandbox;

#[test]
fn providers_are_listed_by_task_and_by_model() {
    let sandbox = Sandbox::empty();
    let names = sandbox.hf("inference providers --task text-to-video -q").success().stdout;
    assert_eq!(names, "fal-ai\nnovita\nreplicate\ntogether\nwavespeed\n");
    assert!(sandbox.hub().trace().is_empty());
    let of_model = sandbox.hf("inference providers --model lab/text --task text-generation --json").success().json();
    assert_eq!(of_model[0]["provider"], "together");
    assert_eq!((&of_model[2]["status"], &of_model[2]["provider_id"]), (&json!("error"), &json!("novita-text")));
    assert_eq!(sandbox.hf("inference providers --task dance").code(), Some(2));
}

#[test]
fn tasks_have_a_verb_and_a_recommended_model() {
    let tasks = Sandbox::empty().hf("inference tasks --json").success().json();
    let find = |name: &str| tasks.as_array().unwrap().iter().find(|row| row["task"] == name).unwrap().clone();
    assert_eq!(find("image-classification")["recommended"], "lab/vit");
    assert_eq!(find("conversational")["verb"], "chat");
    assert_eq!(find("depth-estimation")["verb"], json!(null));
}

#[test]
fn models_that_are_served_are_asked_for() {
    let sandbox = Sandbox::demo();
    sandbox.hf("inference models --task chat --provider together --framework transformers").success();
    let query = sandbox.hub().trace().pop().unwrap().query;
    for (name, value) in
        [("inference_provider", "together"), ("pipeline_tag", "text-generation"), ("filter", "transformers")]
    {
        assert!(query.contains(&(name.to_owned(), value.to_owned())), "{query:?}");
    }
    sandbox.hf("inference models").success();
    let query = sandbox.hub().trace().pop().unwrap().query;
    assert!(query.contains(&("inference_provider".to_owned(), "all".to_owned())), "{query:?}");
}

#[test]
fn a_status_is_a_word_and_an_exit_status() {
    let sandbox = Sandbox::empty();
    let hub = sandbox.hub().endpoint().to_owned();
    assert_eq!(sandbox.hf("inference status lab/chat -q").success().stdout, "warm\n");
    assert_eq!(sandbox.hf("inference status lab/unmapped").code(), Some(3));
    assert_eq!(sandbox.hf(&format!("inference status {hub}/_server/prod")).success().stdout, "healthy\n");
    let asleep = sandbox.hf(&format!("inference status {hub}/_server/asleep --json"));
    assert_eq!((asleep.code(), asleep.json()["healthy"].as_bool()), (Some(3), Some(false)));
    let info = sandbox.hf(&format!("inference status {hub}/_server/prod/ --info")).success().json();
    assert_eq!(info["model_id"], "lab/text");
    assert_eq!(sandbox.hf("inference status lab/chat --info").code(), Some(2));
}

#[test]
fn a_request_is_posted_as_it_is() {
    let sandbox = with_files();
    sandbox.hf("inference post lab/bert --inputs 'The <mask>.' --param top_k=2").success();
    let body = json!({"inputs": "The <mask>.", "parameters": {"top_k": 2}});
    assert_eq!(sent(&sandbox), ("/_router/hf-inference/models/lab/bert".to_owned(), body));
    sandbox.hf("inference post lab/vit --data image.png").success();
    let seen = sandbox.hub().trace().pop().unwrap();
    assert_eq!((seen.header("content-type"), seen.body.as_slice()), (Some("image/png"), PICTURE));
    let url = format!("{}/_server/prod/generate", sandbox.hub().endpoint());
    let output = sandbox.hf(&format!("inference post {url} --json-body '{{\"inputs\":\"Once\"}}' --stream")).success();
    assert_eq!(output.stdout.lines().count(), 4, "{output}");
    let picture = sandbox.hf("inference post lab/diffusion --inputs cat").success();
    assert_eq!(picture.bytes, PICTURE);
    assert_eq!(sandbox.hf("inference post lab/bert").code(), Some(2));
}
