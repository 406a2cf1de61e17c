//! `settings`, `move` and `delete`.

use serde_json::json;

use super::sent;
use crate::sandbox::{BOB, Sandbox};

#[test]
fn the_visibility_of_a_bucket_is_changed() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("buckets settings hf://buckets/ada/vault --public --json").success();
    assert_eq!(output.json(), json!({"bucket_id": "ada/vault", "private": false}));
    assert_eq!(sent(&sandbox, 0), ("PUT /api/buckets/ada/vault/settings 200".to_owned(), json!({"private": false})));
    for words in ["ada/vault", "ada/vault --private --public", "ada/vault/x --private"] {
        assert_eq!(sandbox.hf(&format!("buckets settings {words}")).code(), Some(2), "{words}");
    }
    let output = sandbox.command("buckets settings ada/scratch --private").token(BOB).run();
    assert_eq!(output.code(), Some(4), "{output}");
}

#[test]
fn a_bucket_is_moved_with_its_files() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("buckets move ada/vault hf://buckets/demo-org/vault --json").success();
    assert_eq!(output.json(), json!({"from_id": "ada/vault", "to_id": "demo-org/vault"}));
    let body = json!({"fromRepo": "ada/vault", "toRepo": "demo-org/vault", "type": "bucket"});
    assert_eq!(sent(&sandbox, 0), ("POST /api/repos/move 200".to_owned(), body));
    assert_eq!(super::paths(&sandbox, "demo-org/vault"), ["keys.txt"]);
    let output = sandbox.hf("buckets move ada/none ada/other");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.contains("bucket 'ada/none' not found"), "{output}");
    assert_eq!(sandbox.hf("buckets move scratch ada/other").code(), Some(2));
}

#[test]
fn a_bucket_is_deleted_after_a_question() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command("buckets delete ada/vault").stdin("n\n").run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stdout.contains("Delete bucket 'ada/vault' with all its files for good? [y/N]"), "{output}");
    assert_eq!(sandbox.hf("buckets delete ada/vault --json").code(), Some(1));
    // A path is never taken for a part of the bucket's name.
    assert_eq!(sandbox.hf("buckets delete ada/vault/keys.txt -y").code(), Some(2));
    assert_eq!(sandbox.hub().requests(), [""; 0]);
    let output = sandbox.hf("buckets delete ada/vault -y --json").success();
    assert_eq!(output.json(), json!({"bucket_id": "ada/vault"}));
    assert!(sandbox.hub().world().bucket("ada/vault").is_none());
    assert_eq!(sandbox.hf("buckets delete ada/vault -y").code(), Some(3));
    sandbox.hf("buckets delete ada/vault -y --missing-ok").success();
}
