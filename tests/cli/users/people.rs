use crate::sandbox::Sandbox;

#[test]
fn followers_and_those_who_are_followed_are_listed() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("users followers ada -q").success().stdout, "bob\n");
    assert_eq!(sandbox.hf("users following bob -q").success().stdout, "ada\ndemo-org\n");
    assert_eq!(sandbox.hf("users followers bob --json").success().stdout, "[]\n");
    assert_eq!(sandbox.hf("users followers nobody").code(), Some(3));
}
