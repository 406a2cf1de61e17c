use crate::sandbox::Sandbox;

#[test]
fn the_card_of_a_space_has_the_keys_of_spaces_first() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces card ada/hello --metadata --json").success();
    assert_eq!(output.stdout, "{\"title\": \"Hello\", \"sdk\": \"static\"}\n");
    assert_eq!(sandbox.hf("spaces card ada/none").code(), Some(3));
}
