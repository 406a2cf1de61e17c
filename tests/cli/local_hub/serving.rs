//! How the local Hub starts, stops, remembers and complains.

use std::panic::{AssertUnwindSafe, catch_unwind};

use snapbox::{assert_data_eq, str};
use tempfile::TempDir;

use crate::http::Http;
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::{Options, Seed, serve};

#[test]
fn a_request_without_a_route_fails_the_test() {
    let hub = serve(Options { seed: Seed::Empty, ..Options::default() });
    assert_eq!(Http::new().get(&format!("{}/api/nothing", hub.endpoint())).status, 404);
    let panic = catch_unwind(AssertUnwindSafe(|| drop(hub))).unwrap_err();
    assert_data_eq!(
        panic.downcast_ref::<String>().unwrap(),
        str![[r#"
the local Hub complains:
no route for GET /api/nothing
"#]]
    );
}

#[test]
fn a_token_at_the_second_origin_is_refused_and_fails_the_test() {
    let hub = serve(Options::default());
    let http = Http::new();
    let url = http.get(&format!("{}/ada/tiny-bert/resolve/main/model.safetensors", hub.endpoint()));
    let url = url.header("location");
    assert!(url.starts_with(hub.content_endpoint()));
    assert_eq!(http.get(url).status, 200);
    let refused = http.send(reqwest::Method::GET, url, &[("authorization", "Bearer x")], vec![]);
    assert_eq!(refused.status, 400);
    assert!(hub.take_complaints().concat().starts_with("a token reached the second origin: GET /objects/"));
}

#[test]
fn the_trace_has_every_request_with_what_was_sent() {
    let hub = serve(Options::default());
    let http = Http::new();
    let url = format!("{}/ada/tiny-bert/resolve/main/model.safetensors?download=true", hub.endpoint());
    let location = http.get(&url);
    http.send(reqwest::Method::GET, location.header("location"), &[("range", "bytes=0-99")], vec![]);
    let trace = hub.trace();
    assert_eq!(trace[0].to_string(), "GET /ada/tiny-bert/resolve/main/model.safetensors 302");
    assert_eq!(trace[0].query, [("download".to_owned(), "true".to_owned())]);
    assert_eq!((trace[1].status, trace[1].sent, trace[1].header("range")), (206, 100, Some("bytes=0-99")));
    assert!(trace[1].to_string().starts_with("content GET /objects/"));
}

#[test]
fn a_kept_world_is_the_same_after_a_restart() {
    let folder = TempDir::new().unwrap();
    let options = Options { folder: Some(folder.path().to_path_buf()), ..Options::default() };
    let first = serve(options.clone());
    let oid = first.world().write_file(Kind::Model, "ada/tiny-bert", "new.txt", b"new");
    first.world().change_repo(Kind::Model, "ada/tiny-bert", |record| "private".clone_into(&mut record.visibility));
    let now = first.world().now();
    drop(first);
    let second = serve(options);
    let repo = second.world().repo(Kind::Model, "ada/tiny-bert").unwrap();
    assert_eq!((repo.head(), repo.record.is_private(), second.world().now()), (oid, true, now + 1));
    assert_eq!(repo.record.discussions.len(), 1);
}

#[test]
fn every_demo_world_has_the_same_hashes() {
    let heads = || {
        let hub = serve(Options::default());
        let heads = hub.world().repos().into_iter().map(|repo| format!("{} {}\n", repo.record.page(), repo.head()));
        heads.collect::<String>()
    };
    assert_eq!(heads(), heads());
}
