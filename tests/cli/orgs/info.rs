use crate::sandbox::Sandbox;

#[test]
fn an_organization_is_one_object() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("orgs info demo-org --json").success().json();
    assert_eq!((&output["name"], output["num_users"].as_u64()), (&"demo-org".into(), Some(1)));
    assert_eq!(sandbox.hf("orgs info demo-org --web").success().stdout, "[HUB]/demo-org\n");
    let output = sandbox.hf("orgs info ada");
    assert!(output.stderr.starts_with("Error: organization 'ada' not found\n"), "{output}");
    assert_eq!(output.code(), Some(3), "{output}");
}
