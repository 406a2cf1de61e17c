use snapbox::{assert_data_eq, str};

use crate::listings::queries;
use crate::sandbox::Sandbox;

#[test]
fn spaces_are_listed_in_columns_that_fit() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("spaces list"),
        str![[r#"
status: 0
--- stdout ---
ID        LIKES SDK    CREATED_AT PRIVATE
--------- ----- ------ ---------- -------
ada/hello     0 static 2025-10-01        
--- stderr ---

"#]]
    );
}

#[test]
fn spaces_are_narrowed_down_by_what_they_use() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces ls --models ada/tiny-bert --datasets ada/planets --linked --json").success();
    assert_eq!(output.stdout, "[]\n");
    let query = "datasets=ada/planets&models=ada/tiny-bert&linked=true&limit=30";
    assert_eq!(queries(&sandbox, "/api/spaces"), [query]);
}

#[test]
fn nobody_counts_downloads_of_spaces() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("spaces ls --sort downloads").code(), Some(2));
    assert_eq!(sandbox.hf("spaces ls --expand downloads").code(), Some(2));
}

#[test]
fn files_of_a_space_are_listed() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces ls ada/hello -q").success();
    assert!(output.stdout.contains("index.html\n"), "{output}");
}
