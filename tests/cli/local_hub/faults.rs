//! Faults on demand.

use std::time::{Duration, Instant};

use reqwest::Method;

use crate::http::Http;
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::{Hub, Options, serve};

/// A demo Hub where fetching large content has a fault, and the address of 12,680 bytes.
fn arrange(effect: Effect) -> (Hub, Http, String) {
    let hub = serve(Options::default());
    let http = Http::new();
    let url = format!("{}/ada/tiny-bert/resolve/main/model.safetensors", hub.endpoint());
    let url = http.get(&url).header("location").to_owned();
    hub.fault(Fault::new("GET", "/objects/*", effect).skip(1).times(1));
    (hub, http, url)
}

#[test]
fn a_fault_hits_the_requests_it_is_meant_for() {
    let (hub, http, url) = arrange(Effect::retry_after(503, "7"));
    assert_eq!(http.get(&url).status, 200);
    let failed = http.get(&url);
    assert_eq!((failed.status, failed.header("retry-after")), (503, "7"));
    assert_eq!(http.get(&url).status, 200);
    assert_eq!(hub.trace().iter().map(|seen| seen.status).collect::<Vec<_>>(), [302, 200, 503, 200]);
}

#[test]
fn a_body_can_be_cut_by_a_reset_or_a_close() {
    for effect in [Effect::Reset(1000), Effect::Close(1000)] {
        let (_hub, http, url) = arrange(effect);
        http.get(&url);
        let cut = http.get(&url);
        assert_eq!((cut.status, cut.header("content-length"), cut.body.len(), cut.cut), (200, "12680", 1000, true));
    }
}

#[test]
fn a_body_can_be_short_and_look_complete() {
    let (_hub, http, url) = arrange(Effect::Truncate(1000));
    http.get(&url);
    let short = http.get(&url);
    assert_eq!((short.header("content-length"), short.body.len(), short.cut), ("1000", 1000, false));
}

#[test]
fn a_wrong_byte_is_at_its_place_in_the_file_whatever_the_range() {
    let (_hub, http, url) = arrange(Effect::WrongByte(500));
    let right = http.get(&url).body;
    let part = http.send(Method::GET, &url, &[("range", "bytes=400-599")], vec![]).body;
    let wrong: Vec<_> = (0..200).filter(|at| part[*at] != right[400 + at]).collect();
    assert_eq!(wrong, [100]);
}

#[test]
fn a_range_can_be_passed_over() {
    let (_hub, http, url) = arrange(Effect::NoRange);
    http.get(&url);
    let all = http.send(Method::GET, &url, &[("range", "bytes=400-")], vec![]);
    assert_eq!((all.status, all.body.len()), (200, 12680));
}

#[test]
fn a_slow_body_is_complete() {
    let (_hub, http, url) = arrange(Effect::Slow(100_000));
    let right = http.get(&url).body;
    let slow = http.get(&url);
    assert!(slow.body == right && !slow.cut);
}

#[test]
fn a_delayed_request_is_answered_no_sooner() {
    let delay = Duration::from_millis(20);
    let (_hub, http, url) = arrange(Effect::Delay(delay));
    let right = http.get(&url).body;
    let start = Instant::now();
    assert!(http.get(&url).body == right);
    assert!(start.elapsed() >= delay);
}
