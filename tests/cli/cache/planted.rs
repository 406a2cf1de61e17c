//! Links that somebody put into a cache: what they lead to is never packed.

use std::fs;
use std::os::unix::fs::symlink;

use super::{ONE, file, filled, hub, write};
use crate::disk::files;

const TINY: &str = "models--ada--tiny";

#[test]
fn only_content_of_the_cache_is_packed() {
    for (place, target) in [
        (format!("{TINY}/snapshots/{ONE}/mine.txt"), "precious.txt"),
        (format!("{TINY}/blobs/e2"), "precious.txt"),
        (format!("{TINY}/snapshots/{ONE}"), "folder"),
        (format!("{TINY}/snapshots"), "snapshots"),
        (format!("{TINY}/blobs"), "folder"),
    ] {
        let sandbox = filled();
        sandbox.write("precious.txt", "mine");
        for inner in ["folder/model.bin", "folder/e2", "folder/e1", &format!("snapshots/{ONE}/model.bin")] {
            sandbox.write(inner, "mine");
        }
        let link = hub(&sandbox, &place);
        drop(fs::remove_file(&link));
        drop(fs::remove_dir_all(&link));
        symlink(sandbox.work().join(target), &link).unwrap();
        let before = files(&sandbox.work());
        let output = sandbox.hf(&format!("cache export ada/tiny --revision {ONE} -o all.tar"));
        assert_eq!(output.code(), Some(7), "{place} {output}");
        assert_eq!(files(&sandbox.work()), before, "{place}");
        assert!(
            output.stderr.contains("is not a content of this cache") || output.stderr.contains("is a link"),
            "{output}"
        );
    }
}

#[test]
fn a_listing_or_a_ref_that_is_a_link_is_not_packed() {
    let sandbox = filled();
    let secret = sandbox.write("precious.txt", "4747474747474747474747474747474747474747");
    file(&sandbox, (TINY, ONE, "other.txt"), &"a".repeat(40), "x");
    write(&sandbox, &format!("{TINY}/trees/x"), "");
    for place in [format!("{TINY}/trees/{ONE}.json"), format!("{TINY}/refs/secret")] {
        symlink(&secret, hub(&sandbox, &place)).unwrap();
    }
    let listed = sandbox.hf("cache list --revisions --json");
    assert!(!format!("{listed}").contains("4747"), "{listed}");
    sandbox.hf(&format!("cache export ada/tiny --revision {ONE} -o all.tar"));
    let packed = fs::read(sandbox.work().join("all.tar")).unwrap_or_default();
    assert!(!packed.windows(4).any(|bytes| bytes == b"4747"));
}
