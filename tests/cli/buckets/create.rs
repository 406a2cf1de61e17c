use serde_json::json;

use super::sent;
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::Sandbox;

#[test]
fn a_bucket_is_created_for_the_account_or_an_organization() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("buckets create things --json").success();
    let url = format!("{}/buckets/ada/things", "[HUB]");
    assert_eq!(output.json(), json!({"uri": "hf://buckets/ada/things", "url": url}));
    assert_eq!(sent(&sandbox, 0), ("POST /api/buckets/me/things 200".to_owned(), json!({})));
    sandbox.hf("buckets create hf://buckets/demo-org/logs --private --region eu -q").success();
    assert_eq!(sent(&sandbox, 1).1, json!({"visibility": "private", "region": "eu"}));
    assert!(sandbox.hub().world().bucket("demo-org/logs").unwrap().private);
}

#[test]
fn a_bucket_that_exists_is_fine_where_it_may_exist() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("buckets create ada/scratch");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("bucket 'ada/scratch' already exists"), "{output}");
    let output = sandbox.hf("buckets create ada/scratch --exist-ok -q").success();
    assert_eq!(output.stdout, "hf://buckets/ada/scratch\n");
    // It may be read, so that it is there.
    sandbox.hub().fault(Fault::new("POST", "*/ada/scratch", Effect::Status(403, vec![])));
    sandbox.hf("buckets create ada/scratch --exist-ok").success();
    let output = sandbox.hf("buckets create bob/none --exist-ok");
    assert_eq!(output.code(), Some(4), "{output}");
}

#[test]
fn a_name_with_a_path_or_of_another_kind_is_refused() {
    let sandbox = Sandbox::demo();
    for name in ["ada/b/x", "hf://buckets/ada/b/x", "hf://datasets/ada/b", "ada/..", "..", "--region mars x"] {
        let output = sandbox.hf(&format!("buckets create {name}"));
        assert_eq!(output.code(), Some(2), "{output}");
    }
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}
