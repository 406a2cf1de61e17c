use serde_json::json;

use crate::sandbox::Sandbox;

#[test]
fn templates_are_listed_with_what_they_are_made_of() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces templates --json").success();
    let first = json!({
        "name": "JupyterLab", "repo_id": "SpacesExamples/jupyterlab", "sdk": "docker", "preferred_private": true,
    });
    assert_eq!(output.json()[0], first);
    assert_eq!(sandbox.hf("spaces templates -q").success().stdout, "JupyterLab\nchatbot\n");
}
