use crate::listings::queries;
use crate::sandbox::Sandbox;

#[test]
fn papers_are_found_by_words() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("papers search 'counting moons' -q").success().stdout, "2512.00002\n");
    assert_eq!(queries(&sandbox, "/api/papers/search"), ["q=counting moons&limit=20"]);
    assert_eq!(sandbox.hf("papers search works --limit 2 -q").success().stdout.lines().count(), 2);
    assert_eq!(sandbox.hf("papers search zzz").success().stdout, "No results found.\n");
    assert_eq!(sandbox.hf("papers search").code(), Some(2));
}
