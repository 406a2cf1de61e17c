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
fn a_limit_of_requests_is_waited_for_as_long_as_the_server_says() {
    for over in ["0", "Thu, 01 Jan 2026 00:00:00 GMT"] {
        let output = fetch(&arrange(Effect::retry_after(429, over))).success();
        assert!(
            output.stderr.contains("Retrying 'weights.bin' in 0.0s (attempt 1): HTTP 429 from [CDN]/..."),
            "{output}"
        );
    }
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
Error: 'a.txt' of ada/model at main is not in the cache, and the Hub is unavailable
Cause: 429 Too Many Requests for [HUB]/ada/model/resolve/main/a.txt (request ID local-hub)
Hint: wait a few minutes, then run the command again

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
