//! A second upload of files that are still what they were.

use std::collections::BTreeSet;

use super::{count, paths};
use crate::disk::files;
use crate::local_hub::world::seed::noise;
use crate::opens::Opens;
use crate::sandbox::Sandbox;
use crate::wait::until_settled;

/// Files of both modes, small and large, that are old enough to be trusted.
fn with_settled_folder() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("d/small.txt", "small");
    sandbox.write("d/small.bin", noise(2_000));
    sandbox.write("d/large.txt", "a line\n".repeat(20_000));
    sandbox.write("d/large.bin", noise(200_000));
    until_settled();
    sandbox
}

fn opened(sandbox: &Sandbox, words: &str) -> BTreeSet<String> {
    let opens = Opens::of(&sandbox.work().join("d"));
    sandbox.hf(words).success();
    opens.so_far()
}

#[test]
fn a_file_that_has_not_changed_is_not_opened_again() {
    let sandbox = with_settled_folder();
    assert_eq!(opened(&sandbox, "upload ada/new d").len(), 4);
    for words in ["upload ada/new d", "upload ada/new d --single-commit", "upload ada/new d --dry-run"] {
        assert_eq!(opened(&sandbox, words), BTreeSet::new(), "{words}");
    }
    assert_eq!(count(&sandbox, "POST /api/models/ada/new/commit/main 200"), 1);
    sandbox.write("d/small.txt", "other");
    assert_eq!(opened(&sandbox, "upload ada/new d"), BTreeSet::from(["small.txt".to_owned()]));
    assert_eq!(count(&sandbox, "POST /api/models/ada/new/commit/main 200"), 2);
}

#[test]
fn a_file_that_was_just_written_is_not_trusted() {
    let sandbox = Sandbox::empty();
    let path = sandbox.write("d/a.txt", "one");
    sandbox.hf("upload ada/new d").success();
    let modified = path.metadata().unwrap().modified().unwrap();
    sandbox.write("d/a.txt", "two");
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
    sandbox.hf("upload ada/new d").success();
    assert_eq!(count(&sandbox, "POST /api/models/ada/new/commit/main 200"), 2);
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["a.txt"]);
}

#[test]
fn what_is_kept_of_a_folder_is_one_file() {
    let sandbox = with_settled_folder();
    sandbox.hf("upload ada/new d --include 'small*'").success();
    sandbox.hf("upload ada/new d").success();
    let kept = files(&sandbox.hf_home().join("xet/hf/folders"));
    assert_eq!(kept.len(), 1, "{kept:?}");
}
