use snapbox::{assert_data_eq, str};

use crate::sandbox::Sandbox;

#[test]
fn tags_are_listed_by_kind_and_by_text() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("models tags"),
        str![[r#"
status: 0
--- stdout ---
ID                 LABEL        TYPE        
------------------ ------------ ------------
transformers       transformers library     
fill-mask          fill-mask    pipeline_tag
license:apache-2.0 apache-2.0   license     
--- stderr ---

"#]]
    );
    assert_eq!(sandbox.hf("models tags --kind license -q").success().stdout, "license:apache-2.0\n");
    assert_eq!(sandbox.hf("models tags --search FILL -q").success().stdout, "fill-mask\n");
    assert_eq!(sandbox.hf("models tags --kind none --json").success().stdout, "[]\n");
}

#[test]
fn what_is_not_a_list_of_tags_is_an_error_that_says_so() {
    use crate::local_hub::faults::{Effect, Fault};
    let sandbox = Sandbox::demo();
    let reply = serde_json::json!({"license": [{"label": "no ID"}]});
    sandbox.hub().fault(Fault::new("GET", "/api/models-tags-by-type", Effect::Json(reply)));
    let output = sandbox.hf("models tags");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("missing field `id`"), "{output}");
}
