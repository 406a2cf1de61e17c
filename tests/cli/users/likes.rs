use serde_json::json;

use crate::listings::paged;

#[test]
fn what_a_user_likes_is_listed_whatever_its_type() {
    let sandbox = paged();
    sandbox.hf("repos like ada/tiny-bert tiny-gpt datasets/ada/planets").success();
    assert_eq!(sandbox.hf("users likes ada -q").success().stdout, "ada/planets\nada/tiny-bert\ntiny-gpt\n");
    let output = sandbox.hf("users likes --type dataset --json").success();
    let created_at = output.json()[0]["created_at"].clone();
    assert_eq!(output.json(), json!([{"id": "ada/planets", "type": "dataset", "created_at": created_at}]));
    assert_eq!(sandbox.hf("users likes nobody").code(), Some(3));
}
