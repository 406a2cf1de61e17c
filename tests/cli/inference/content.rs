//! Pictures, recordings and videos: those that are sent, and those that come.

use serde_json::json;

use super::{sent, with_files};
use crate::local_hub::world::inference::{PICTURE, RECORDING};
use crate::sandbox::Sandbox;

#[test]
fn content_goes_through_a_pipe_or_to_the_file_that_is_named() {
    let sandbox = Sandbox::empty();
    let words = "inference text-to-image 'A cat on the moon' -m lab/diffusion --provider hf-inference";
    let output = sandbox.hf(words).success();
    assert_eq!(output.bytes, PICTURE);
    let output = sandbox.hf(&format!("{words} -o cat.png -q")).success();
    assert_eq!((output.stdout.as_str(), sandbox.read("cat.png").as_slice()), ("cat.png\n", PICTURE));
}

#[test]
fn programs_get_a_file_named_after_the_prompt() {
    let sandbox = Sandbox::empty();
    let words = "inference text-to-image 'A cat on the moon!' -m lab/painter --provider zai-org --size 512x256 --json";
    let output = sandbox.hf(words).success().json();
    assert_eq!(output, json!({"path": "a-cat-on-the-moon.png", "content_type": "image/png", "bytes": PICTURE.len()}));
    assert_eq!(sent(&sandbox).1["size"], "512x256");
    assert_eq!(sandbox.hf(words).success().json()["path"], "a-cat-on-the-moon-2.png");
}

#[test]
fn a_picture_is_sent_with_its_type_or_in_json() {
    let sandbox = with_files();
    sandbox.hf("inference image-classification image.png -m lab/vit").success();
    let seen = sandbox.hub().trace().pop().unwrap();
    assert_eq!((seen.header("content-type"), seen.body.as_slice()), (Some("image/png"), PICTURE));
    sandbox.hf("inference image-classification image.png -m lab/vit --top-k 1").success();
    assert_eq!(sent(&sandbox).1["parameters"], json!({"top_k": 1}));
    sandbox.command("inference image-classification - -m lab/vit").stdin(PICTURE).run().success();
    assert_eq!(sandbox.hub().trace().pop().unwrap().header("content-type"), None);
}

#[test]
fn what_is_not_there_is_never_sent_to_a_model() {
    let sandbox = Sandbox::empty();
    let hub = sandbox.hub().endpoint().to_owned();
    for (name, code) in [("missing.png", 3), ("page.png", 6)] {
        let output = sandbox.hf(&format!("inference image-classification {hub}/_files/{name} -m lab/vit"));
        assert_eq!(output.code(), Some(code), "{output}");
    }
    let output = sandbox.hf("inference image-classification nowhere.png -m lab/vit");
    assert!(output.code() == Some(3) && output.stderr.contains("cannot read 'nowhere.png'"), "{output}");
    assert!(sandbox.hub().trace().iter().all(|seen| seen.method != "POST"));
}

#[test]
fn an_address_is_fetched_without_a_token() {
    let sandbox = Sandbox::empty();
    let url = format!("{}/_files/image.png", sandbox.hub().endpoint());
    sandbox.hf(&format!("inference image-classification {url} -m lab/vit")).success();
    let trace = sandbox.hub().trace();
    let fetched = trace.iter().find(|seen| seen.path == "/_files/image.png").unwrap();
    assert_eq!(fetched.header("authorization"), None);
}

#[test]
fn masks_and_recordings_become_files() {
    let sandbox = with_files();
    let output = sandbox.hf("inference image-segmentation image.png -m lab/segmenter").success();
    assert!(output.stdout.contains("sky") && output.stderr.contains("-o FILE.png"), "{output}");
    sandbox.hf("inference image-segmentation image.png -m lab/cutter -o mask.png").success();
    assert_eq!(sandbox.read("mask.png"), PICTURE);
    let output = sandbox.hf("inference audio-to-audio audio.wav -m lab/separator").success();
    assert_eq!(output.bytes, RECORDING);
    sandbox.hf("inference audio-to-audio audio.wav -m lab/separator -o voice.wav").success();
    assert_eq!(sandbox.read("voice.wav"), RECORDING);
}
