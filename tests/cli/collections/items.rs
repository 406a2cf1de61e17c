use super::{kept, slug};
use crate::sandbox::Sandbox;

/// The IDs of the items, in order.
fn ids(sandbox: &Sandbox) -> Vec<String> {
    kept(sandbox, "Tiny things").unwrap().items.into_iter().map(|item| item.id).collect()
}

#[test]
fn an_item_is_added_once() {
    let sandbox = Sandbox::demo();
    let slug = slug(&sandbox, "Tiny things");
    let add = |item: &str| sandbox.hf(&format!("collections add-item {slug} {item}"));
    add("ada/hello space --note 'Says hello'").success();
    add(&format!("https://huggingface.co/collections/{} collection", super::slug(&sandbox, "Demo picks"))).success();
    let items = kept(&sandbox, "Tiny things").unwrap().items;
    assert_eq!((items[3].id.as_str(), items[3].note.as_deref()), ("ada/hello", Some("Says hello")));
    assert_eq!(items[4].id, super::slug(&sandbox, "Demo picks"));
    let again = add("ada/hello space");
    assert_eq!(again.code(), Some(1), "{again}");
    assert!(again.stderr.starts_with("Error: space 'ada/hello' in '"), "{again}");
    let allowed = add("ada/hello space --exists-ok").success();
    assert!(allowed.stdout.starts_with("Nothing to do: "), "{allowed}");
    assert_eq!(add("ada/none model").code(), Some(3));
    assert_eq!(add("ada/hello kernel").code(), Some(2));
}

#[test]
fn an_item_is_changed_and_removed_by_its_own_id_or_by_that_in_the_collection() {
    let sandbox = Sandbox::demo();
    let (slug, items) = (slug(&sandbox, "Tiny things"), kept(&sandbox, "Tiny things").unwrap().items);
    sandbox.hf(&format!("collections update-item {slug} ada/planets --note Round --position 0")).success();
    assert_eq!(ids(&sandbox), ["ada/planets", "ada/tiny-bert", "2512.00001"]);
    sandbox.hf(&format!("collections update-item {slug} {} --note ''", items[0].object_id)).success();
    let notes: Vec<_> = kept(&sandbox, "Tiny things").unwrap().items.into_iter().map(|item| item.note).collect();
    assert_eq!(notes, [Some("Round".to_owned()), None, None]);
    sandbox.hf(&format!("collections delete-item {slug} {}", items[0].object_id)).success();
    sandbox.hf(&format!("collections delete-item {slug} 2512.00001")).success();
    assert_eq!(ids(&sandbox), ["ada/planets"]);
}

#[test]
fn an_item_that_is_missing_is_named() {
    let sandbox = Sandbox::demo();
    let slug = slug(&sandbox, "Tiny things");
    let output = sandbox.hf(&format!("collections delete-item {slug} ada/none"));
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: no item named 'ada/none'\n"), "{output}");
    let unknown = format!("collections delete-item {slug} 000000000000000000000000");
    assert_eq!(sandbox.hf(&unknown).code(), Some(3));
    sandbox.hf(&format!("{unknown} --missing-ok")).success();
    assert_eq!(sandbox.hf(&format!("collections update-item {slug} ada/planets")).code(), Some(2));
}
