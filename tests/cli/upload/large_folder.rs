//! `hf upload-large-folder`, the older name.

use super::{paths, titles};
use crate::sandbox::Sandbox;

#[test]
fn a_folder_is_uploaded_and_its_commit_named() {
    let sandbox = Sandbox::empty();
    sandbox.write("d/a.txt", "a");
    let words = "upload-large-folder ada/new d --repo-type model --num-workers 2 --no-report --no-bars -q";
    let output = sandbox.hf(words).success();
    assert!(output.stdout.starts_with("[HUB]/ada/new/commit/"), "{output}");
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["a.txt"]);
    assert_eq!(titles(&sandbox, "ada/new", "main"), ["Add files using upload-large-folder tool"]);
}

#[test]
fn the_type_has_to_be_said() {
    let sandbox = Sandbox::empty();
    sandbox.write("d/a.txt", "a");
    assert_eq!(sandbox.hf("upload-large-folder ada/new d").code(), Some(2));
    assert_eq!(sandbox.hf("upload-large-folder ada/new d/a.txt --repo-type model").code(), Some(2));
}
