use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::listings::{find, queries};
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

#[test]
fn spaces_are_found_by_what_they_do() {
    let sandbox = Sandbox::demo();
    find(&sandbox, Kind::Space, "ada/hello", json!({"ai_category": "Greetings", "ai_short_description": "Says hello"}));
    assert_data_eq!(
        sandbox.hf("spaces search 'say hello to me' --description"),
        str![[r#"
status: 0
--- stdout ---
ID        TITLE SDK    LIKES STAGE   CATEGORY  SCORE DESCRIPTION
--------- ----- ------ ----- ------- --------- ----- -----------
ada/hello Hello static     0 RUNNING Greetings  0.25 Says hello 
--- stderr ---

"#]]
    );
    let output = sandbox.hf("spaces search hello --json").success();
    assert_eq!(output.json()[0]["category"], "Greetings");
    assert!(output.json()[0].get("description").is_none(), "{output}");
    assert_eq!(output.stderr, "Hint: add --description to see what each Space does\n");
}

#[test]
fn what_is_looked_for_is_sent_in_the_words_of_the_hub() {
    let sandbox = Sandbox::demo();
    let flags = "--sdk gradio --sdk static --filter demo --include-non-running";
    assert_eq!(sandbox.hf(&format!("spaces search hello {flags} --json")).success().stdout, "[]\n");
    let query = "q=hello&filter=demo&sdk=gradio&sdk=static&includeNonRunning=true";
    assert_eq!(queries(&sandbox, "/api/spaces/semantic-search"), [query]);
    assert_eq!(sandbox.hf("spaces search ''").code(), Some(1));
}
