use serde_json::json;

use super::slug;
use crate::sandbox::{BOB, Sandbox};

#[test]
fn a_collection_is_one_object_with_all_its_items() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf(&format!("collections info {} --json", slug(&sandbox, "Tiny things"))).success().json();
    let keys: Vec<&String> = output.as_object().unwrap().keys().collect();
    let expected =
        ["slug", "title", "owner", "items", "last_updated", "position", "private", "theme", "upvotes", "description"];
    assert_eq!(keys, expected);
    let item = &output["items"][2];
    assert_eq!(
        (&item["item_id"], &item["item_type"], &item["position"]),
        (&json!("2512.00001"), &json!("paper"), &json!(2))
    );
    assert_eq!(output["owner"]["name"], "ada");
}

#[test]
fn the_address_of_its_page_will_do_and_can_be_opened() {
    let sandbox = Sandbox::demo();
    let slug = slug(&sandbox, "Tiny things");
    let page = format!("https://huggingface.co/collections/{slug}");
    assert_eq!(sandbox.hf(&format!("collections info {page} --json")).success().json()["slug"], slug);
    let output = sandbox.hf(&format!("collections info {slug} --web")).success();
    assert_eq!(output.stdout, format!("[HUB]/collections/{slug}\n"));
}

#[test]
fn a_collection_that_may_not_be_seen_is_not_found() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command(&format!("collections info {}", slug(&sandbox, "Private notes"))).token(BOB).run();
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: collection 'ada/private-notes-"), "{output}");
    assert_eq!(sandbox.hf("collections info ../x").code(), Some(2));
}
