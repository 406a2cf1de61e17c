//! Providers whose work goes through queues.

use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::inference::VIDEO;
use crate::sandbox::Sandbox;

#[test]
fn a_queue_is_looked_at_until_the_work_is_done() {
    let sandbox = Sandbox::empty();
    for provider in ["fal-ai", "wavespeed", "novita"] {
        let words = format!("inference text-to-video 'A cat' -m lab/filmer --provider {provider} -o {provider}.mp4");
        sandbox.hf(&words).success();
        assert_eq!(sandbox.read(&format!("{provider}.mp4")), VIDEO, "{provider}");
    }
}

#[test]
fn a_job_that_fails_says_why() {
    let sandbox = Sandbox::empty();
    for (provider, why) in [
        ("fal-ai", "no GPU is left"),
        ("replicate", "NSFW content was found"),
        ("together", "no GPU is left"),
        ("wavespeed", "no GPU is left"),
    ] {
        let output =
            sandbox.hf(&format!("inference text-to-video 'A cat' -m lab/unlucky --provider {provider} -o x.mp4"));
        assert_eq!(output.code(), Some(1), "{output}");
        let error = format!("Error: the job at {provider} failed: {why}\n");
        assert!(output.stderr.starts_with(&error), "{output}");
        assert!(!sandbox.work().join("x.mp4").exists());
    }
}

#[test]
fn a_job_that_never_ends_is_left_when_the_time_is_over_and_named() {
    let sandbox = Sandbox::empty();
    for provider in ["fal-ai", "replicate", "wavespeed"] {
        let words = format!("inference text-to-video 'A cat' -m lab/endless --provider {provider} --timeout 1");
        let output = sandbox.hf(&words);
        assert_eq!(output.code(), Some(6), "{output}");
        assert!(output.stderr.contains("no answer within 1s"), "{output}");
        assert!(output.stderr.contains(&format!("may go on at {provider}")), "{output}");
    }
}

#[test]
fn a_result_that_is_a_page_or_missing_is_not_saved() {
    for effect in [Effect::status(404), Effect::SetHeader("content-type", "text/html".to_owned())] {
        let sandbox = Sandbox::empty();
        sandbox.hub().fault(Fault::new("GET", "/_files/*", effect));
        let output = sandbox.hf("inference text-to-image 'A cat' -m lab/painter --provider fal-ai -o cat.png");
        assert!(!output.status.success(), "{output}");
        assert!(!sandbox.work().join("cat.png").exists());
    }
}

#[test]
fn a_model_that_is_being_loaded_is_asked_again() {
    let sandbox = Sandbox::empty();
    let loading = Effect::Loading(0.1);
    sandbox.hub().fault(Fault::new("POST", "/_router/*", loading).times(1));
    let output = sandbox.hf("inference text-classification Hi -m lab/sentiment").success();
    assert!(output.stderr.contains("Model 'lab/sentiment' is loading; asking again in 5"), "{output}");
}
