use crate::sandbox::Sandbox;

#[test]
fn tags_of_datasets_are_asked_for_by_their_kind() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("datasets tags --kind license -q").success().stdout, "license:cc0-1.0\n");
    assert_eq!(sandbox.hub().requests(), ["GET /api/datasets-tags-by-type 200"]);
    assert_eq!(sandbox.hf("datasets tags --search none").success().stdout, "No results found.\n");
}
