use snapbox::{assert_data_eq, str};

use crate::listings::paged;

#[test]
fn members_and_followers_are_listed() {
    let sandbox = paged();
    assert_data_eq!(
        sandbox.hf("orgs members demo-org"),
        str![[r#"
status: 0
--- stdout ---
USERNAME FULLNAME    IS_PRO
-------- ----------- ------
ada      Ada Example       
--- stderr ---

"#]]
    );
    assert_eq!(sandbox.hf("orgs followers demo-org -q").success().stdout, "bob\nada\n");
    assert_eq!(sandbox.hf("orgs followers demo-org --limit 1 -q").success().stdout, "bob\n");
    assert_eq!(sandbox.hf("orgs members nobody").code(), Some(3));
}
