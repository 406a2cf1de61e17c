//! One folder for both clients: `--local-dir`.

use std::fs;

use super::python::python;
use crate::disk::{assert_whole, files};
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;
use crate::traffic::content;

const PYTHONS: &str = "show(hub.snapshot_download('ada/planets', repo_type='dataset', local_dir='here'))";
const OURS: &str = "download datasets/ada/planets --local-dir here --json";

#[test]
fn a_folder_of_ours_is_complete_for_python() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let path = sandbox.hf(OURS).success().json()["path"].clone();
    sandbox.hub().forget();
    assert_eq!(python.script(&sandbox, PYTHONS).run().success().json(), path);
    assert_eq!(content(sandbox.hub()).len(), 0, "{:#?}", sandbox.hub().requests());
    assert_whole(&sandbox);
}

#[test]
fn a_folder_of_pythons_is_complete_for_us() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let path = python.script(&sandbox, PYTHONS).run().success().json();
    sandbox.hub().forget();
    assert_eq!(sandbox.hf(OURS).success().json()["path"], path);
    assert_eq!(content(sandbox.hub()).len(), 0, "{:#?}", sandbox.hub().requests());
    assert_whole(&sandbox);
}

#[test]
fn both_leave_the_same_files_in_a_folder() {
    let Some(python) = python() else { return };
    let (one, other) = (Sandbox::demo(), Sandbox::demo());
    one.hf(OURS).success();
    python.script(&other, PYTHONS).run().success();
    let names = |sandbox: &Sandbox| files(&sandbox.work());
    assert_eq!(names(&one), names(&other));
    for name in names(&one) {
        let lines = |sandbox: &Sandbox| {
            let content = fs::read(sandbox.work().join(&name)).unwrap();
            // The third line of a record is the time.
            let kept = if name.ends_with(".metadata") { 2 } else { usize::MAX };
            content.split(|byte| *byte == b'\n').take(kept).map(<[u8]>::to_vec).collect::<Vec<_>>()
        };
        assert_eq!(lines(&one), lines(&other), "{name}");
    }
}

#[test]
fn a_change_is_brought_by_either_of_them() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let write =
        |text: &str| sandbox.hub().world().write_file(Kind::Dataset, "ada/planets", "README.md", text.as_bytes());
    sandbox.hf(OURS).success();
    write("first");
    python.script(&sandbox, PYTHONS).run().success();
    assert_eq!(sandbox.read("here/README.md"), b"first");
    write("second");
    sandbox.hf(OURS).success();
    assert_eq!(sandbox.read("here/README.md"), b"second");
    assert_eq!(content(sandbox.hub()).len(), 8, "{:#?}", sandbox.hub().requests());
    assert_whole(&sandbox);
}

#[test]
fn a_folder_that_is_linked_to_the_cache_is_complete_for_python_and_updated_by_it() {
    let Some(python) = python() else { return };
    for mode in ["hardlink", "symlink", "auto"] {
        let sandbox = Sandbox::demo();
        let ours = format!("{OURS} --link-mode {mode}");
        let path = sandbox.hf(&ours).success().json()["path"].clone();
        sandbox.hub().forget();
        assert_eq!(python.script(&sandbox, PYTHONS).run().success().json(), path);
        assert_eq!(content(sandbox.hub()).len(), 0, "{:#?}", sandbox.hub().requests());
        sandbox.hub().world().write_file(Kind::Dataset, "ada/planets", "README.md", b"new");
        python.script(&sandbox, PYTHONS).run().success();
        assert_eq!(sandbox.read("here/README.md"), b"new");
        // The cache still has the old content under its name.
        assert_whole(&sandbox);
    }
}
