use serde_json::json;

use crate::listings::{find, queries};
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

#[test]
fn a_dataset_is_one_object_whose_card_has_its_keys_in_order() {
    let sandbox = Sandbox::demo();
    find(&sandbox, Kind::Dataset, "ada/planets", json!({"mainSize": 7, "paperswithcode_id": "planets"}));
    let output = sandbox.hf("datasets info ada/planets --json").success();
    let keys: Vec<_> = output.json().as_object().unwrap().keys().cloned().collect();
    let expected = "id author card_data created_at description disabled downloads gated last_modified likes main_size \
                    paperswithcode_id private sha siblings tags used_storage";
    assert_eq!(keys.join(" "), expected);
    let expanded = sandbox.hf("datasets info datasets/ada/planets --expand mainSize,likes --json").success();
    assert_eq!(expanded.stdout, "{\"id\": \"ada/planets\", \"likes\": 0, \"main_size\": 7}\n");
    assert_eq!(queries(&sandbox, "/api/datasets/ada/planets")[1], "expand=mainSize&expand=likes");
}

#[test]
fn a_dataset_that_is_not_there_is_named_as_such() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("datasets info ada/none");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: dataset 'ada/none' not found\n"), "{output}");
    assert_eq!(sandbox.hf("datasets info ada/planets --expand config").code(), Some(2));
}

#[test]
fn its_page_is_that_of_a_dataset() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("datasets info ada/planets -w").success().stdout, "[HUB]/datasets/ada/planets\n");
}
