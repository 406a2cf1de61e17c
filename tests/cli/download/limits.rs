//! A server that asks for fewer requests: how long is waited, and when no more.

use snapbox::{assert_data_eq, str};

use super::with_model;
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::seed::noise;
use crate::run::Output;
use crate::sandbox::Sandbox;

/// A model with one large file, whose first fetch meets this.
fn arrange(effect: Effect) -> Sandbox {
    let sandbox = with_model(&[("weights.bin", &noise(300_000))]);
    sandbox.hub().fault(Fault::new("GET", "/objects/*", effect).times(1));
    sandbox
}

fn fetch(sandbox: &Sandbox) -> Output {
    sandbox.hf("download ada/model weights.bin")
}

#[test]
fn a_limit_of_requests_is_waited_for_in_seconds() {
    let sandbox = arrange(Effect::retry_after(429, "1"));
    let output = fetch(&sandbox).success();
    assert!(output.stderr.contains("Retrying in 1.0s (attempt 1): HTTP 429 from [CDN]/..."), "{output}");
}

#[test]
fn a_limit_of_requests_is_waited_for_until_a_date() {
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(2);
    let date = soon.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let sandbox = arrange(Effect::retry_after(429, date));
    let output = fetch(&sandbox).success();
    let asked = ["1.0s", "2.0s"].iter().any(|wait| output.stderr.contains(&format!("Retrying in {wait}")));
    assert!(asked, "{output}");
}

#[test]
fn a_limit_of_requests_is_waited_for_as_the_hub_says_it() {
    let sandbox = arrange(Effect::rate_limit(0));
    let output = fetch(&sandbox).success();
    assert!(output.stderr.contains("Retrying in 1.0s (attempt 1): HTTP 429 from [CDN]/..."), "{output}");
}

#[test]
fn a_limit_of_requests_that_does_not_end_has_a_status_of_its_own() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hub().fault(Fault::new("*", "*", Effect::retry_after(429, "0")));
    assert_data_eq!(
        sandbox.hf("download ada/model a.txt"),
        str![[r#"
status: 5
--- stdout ---
--- stderr ---
Retrying in 0.0s (attempt 1): HTTP 429 from [HUB]/ada/model/resolve/main/a.txt
Retrying in 0.0s (attempt 2): HTTP 429 from [HUB]/ada/model/resolve/main/a.txt
Retrying in 0.0s (attempt 3): HTTP 429 from [HUB]/ada/model/resolve/main/a.txt
Retrying in 0.0s (attempt 4): HTTP 429 from [HUB]/ada/model/resolve/main/a.txt
Error: 'a.txt' of ada/model at main is not in the cache, and the Hub cannot be asked
Cause: 429 Too Many Requests for [HUB]/ada/model/resolve/main/a.txt (request ID local-hub)
Hint: wait a few minutes; logged-in accounts may ask more often

"#]]
    );
}

#[test]
fn a_limit_that_ends_in_hours_is_not_waited_for() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hub().fault(Fault::new("*", "*", Effect::retry_after(429, "7200")));
    assert_eq!(sandbox.hf("download ada/model").code(), Some(5));
    assert_eq!(sandbox.hub().trace().len(), 1);
}

#[test]
fn a_storage_whose_limit_ends_in_hours_is_not_waited_for_and_nobody_else_is_asked() {
    let sandbox = with_model(&[("weights.bin", &noise(300_000))]);
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::retry_after(429, "7200")));
    assert_eq!(fetch(&sandbox).code(), Some(5));
    assert_eq!(sandbox.hub().trace().len(), 2);
}

#[test]
fn a_limit_without_end_is_an_error_like_any_other() {
    for effect in [Effect::retry_after(429, u64::MAX.to_string()), Effect::rate_limit(u64::MAX)] {
        assert_eq!(fetch(&arrange(effect)).code(), Some(5));
    }
}
