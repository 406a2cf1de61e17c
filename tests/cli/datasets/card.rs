use crate::sandbox::Sandbox;

#[test]
fn the_card_of_a_dataset_has_the_keys_of_datasets_first() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("datasets card ada/planets --metadata --json").success();
    assert_eq!(output.json()["license"], "cc0-1.0", "{output}");
    assert_eq!(sandbox.hf("datasets card ada/none").code(), Some(3));
}
