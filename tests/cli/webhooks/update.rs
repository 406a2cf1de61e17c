use serde_json::json;

use super::{kept, with_webhook};

#[test]
fn what_is_watched_stays_unless_it_is_given() {
    let (sandbox, id) = with_webhook();
    sandbox.hf(&format!("webhooks update {id} --url https://example.com/new")).success();
    let webhook = &kept(&sandbox)[0];
    assert_eq!(webhook["url"], "https://example.com/new");
    assert_eq!(
        webhook["watched"],
        json!([{"type": "model", "name": "ada/tiny-bert"}, {"type": "org", "name": "demo-org"}])
    );
    assert_eq!(webhook["secret"], "s3same");
    sandbox.hf(&format!("webhooks update {id} --watch user:bob --domain discussion")).success();
    let webhook = &kept(&sandbox)[0];
    assert_eq!(webhook["watched"], json!([{"type": "user", "name": "bob"}]));
    assert_eq!(webhook["domains"], json!(["discussion"]));
}

#[test]
fn nothing_to_change_is_misuse() {
    let (sandbox, id) = with_webhook();
    assert_eq!(sandbox.hf(&format!("webhooks update {id}")).code(), Some(2));
    assert!(sandbox.hub().requests().is_empty());
    let unknown = sandbox.hf("webhooks update 000000000000000000000000 --url https://example.com");
    assert_eq!(unknown.code(), Some(3), "{unknown}");
}
