//! Archives that somebody made to do harm, or by mistake: nothing of them gets out of its place.

use std::fs;

use tar::{Builder, EntryType, Header};

use crate::disk::files;
use crate::sandbox::Sandbox;

const COMMIT: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
/// `printf abc | git hash-object --stdin`
const ABC: &str = "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f";
const REPO: &str = "models--ada--tiny";

/// An archive in the making, with names that are written as they are.
struct Forged(Builder<Vec<u8>>);

impl Forged {
    fn new() -> Self {
        let manifest = r#"{"format_version": 1, "repos": []}"#;
        Self(Builder::new(vec![])).file("hf-cache.json", manifest)
    }

    fn add(mut self, kind: EntryType, name: &str, (target, content): (&str, &str)) -> Self {
        let mut header = Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(content.len() as u64);
        // Not `set_path`, which knows what is good.
        let fields = header.as_old_mut();
        fields.name[..name.len()].copy_from_slice(name.as_bytes());
        fields.linkname[..target.len()].copy_from_slice(target.as_bytes());
        header.set_cksum();
        self.0.append(&header, content.as_bytes()).unwrap();
        self
    }

    fn file(self, name: &str, content: &str) -> Self {
        self.add(EntryType::Regular, name, ("", content))
    }

    fn link(self, name: &str, target: &str) -> Self {
        self.add(EntryType::Symlink, name, (target, ""))
    }

    /// With the content `abc`.
    fn with_blob(self) -> Self {
        self.file(&format!("{REPO}/blobs/{ABC}"), "abc")
    }

    fn bytes(self) -> Vec<u8> {
        self.0.into_inner().unwrap()
    }
}

/// Imports it, and gives the status and what is on the disk then, but for locks.
fn import(archive: Forged) -> (Option<i32>, Vec<String>) {
    let sandbox = Sandbox::empty();
    sandbox.write("outside/secret", "secret");
    let output = sandbox.command("cache import -").stdin(archive.bytes()).run();
    assert_eq!(sandbox.read("outside/secret"), b"secret");
    assert_eq!(files(&sandbox.work()), ["outside/secret"]);
    let found = files(&sandbox.hf_home()).into_iter();
    (output.code(), found.filter(|name| !name.contains(".locks/") && !name.ends_with("CACHEDIR.TAG")).collect())
}

#[test]
fn what_is_right_is_taken() {
    let entry = format!("{REPO}/snapshots/{COMMIT}/a/b.txt");
    let archive = Forged::new().with_blob().link(&entry, &format!("../../../blobs/{ABC}"));
    let (status, found) = import(archive.file(&format!("{REPO}/refs/main"), COMMIT));
    assert_eq!(status, Some(0));
    let expected = [format!("{REPO}/blobs/{ABC}"), format!("{REPO}/refs/main"), entry];
    assert_eq!(found, expected.map(|name| format!("hub/{name}")));
}

#[test]
fn names_that_lead_out_are_refused() {
    for name in [
        "../outside/secret",
        "/tmp/forged",
        "models--ada--tiny/blobs/../../../../work/outside/secret",
        "models--ada--tiny/refs/../../../../work/outside/secret",
        "models--ada--tiny/refs/..\\..\\x",
        "models--..--..--work/refs/main",
        "CACHEDIR.TAG",
        ".locks/models--ada--tiny/x.lock",
        "token",
    ] {
        assert_eq!(import(Forged::new().file(name, COMMIT)), (Some(1), vec![]), "{name}");
    }
}

#[test]
fn links_that_lead_anywhere_but_to_a_blob_are_refused() {
    let entry = format!("{REPO}/snapshots/{COMMIT}/a.txt");
    for target in [
        "/etc/passwd".to_owned(),
        "../../../../work/outside/secret".to_owned(),
        format!("../../../models--ada--other/blobs/{ABC}"),
        format!("../../../../blobs/{ABC}"),
        format!("../../blobs/./{ABC}"),
    ] {
        let (status, found) = import(Forged::new().with_blob().link(&entry, &target));
        assert_eq!((status, found), (Some(1), vec![format!("hub/{REPO}/blobs/{ABC}")]), "{target}");
    }
}

#[test]
fn a_folder_cannot_be_replaced_by_a_link_and_written_through() {
    let snapshot = format!("{REPO}/snapshots/{COMMIT}");
    let target = "../../../../work/outside";
    let archive = Forged::new().link(&format!("{snapshot}/folder"), target);
    let (status, found) = import(archive.link(&format!("{snapshot}/folder/secret"), &format!("../../../blobs/{ABC}")));
    assert_eq!((status, found), (Some(1), vec![]));
    // A blob is no folder either.
    let archive = Forged::new().with_blob().link(&format!("{snapshot}/a"), &format!("../../blobs/{ABC}"));
    let (status, _) = import(archive.link(&format!("{snapshot}/a/b"), &format!("../../../blobs/{ABC}")));
    assert_ne!(status, Some(0));
}

#[test]
fn entries_of_other_kinds_are_refused() {
    let blob = format!("{REPO}/blobs/{ABC}");
    for kind in [EntryType::Symlink, EntryType::Fifo, EntryType::Char, EntryType::Block, EntryType::Directory] {
        assert_eq!(import(Forged::new().add(kind, &blob, ("/dev/null", ""))), (Some(1), vec![]), "{kind:?}");
    }
    for (name, content) in
        [(format!("{REPO}/snapshots/{COMMIT}/a.txt"), "a"), (format!("{REPO}/trees/{COMMIT}.json"), "{}")]
    {
        assert_eq!(import(Forged::new().file(&name, content)), (Some(1), vec![]), "{name}");
    }
}

#[test]
fn hard_links_lead_to_the_same_content_of_another_repo_only() {
    let blob = format!("{REPO}/blobs/{ABC}");
    for target in [
        "/etc/passwd",
        "../../work/outside/secret",
        "models--ada--other/blobs/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ] {
        let manifest = format!(
            r#"{{"format_version": 1, "repos": [{{"folder": "{REPO}", "commits": [], "refs": {{}}, "entries": 0, "blobs": [{{"etag": "{ABC}", "size": 3, "path": "a"}}]}}]}}"#
        );
        let archive = Forged(Builder::new(vec![])).file("hf-cache.json", &manifest);
        let (status, found) = import(archive.add(EntryType::Link, &blob, (target, "")));
        assert_eq!((status, found), (Some(1), vec![]), "{target}");
    }
}

#[test]
fn a_content_that_is_not_what_its_name_says_is_refused() {
    let (status, found) = import(Forged::new().file(&format!("{REPO}/blobs/{ABC}"), "abd"));
    assert_eq!((status, found), (Some(7), vec![]));
}

#[test]
fn a_ref_needs_its_revision_and_says_nothing_else() {
    for content in [COMMIT, "main", "../../x", &format!("{COMMIT}\n")] {
        assert_eq!(import(Forged::new().file(&format!("{REPO}/refs/main"), content)), (Some(1), vec![]), "{content}");
    }
}

#[test]
fn what_is_no_archive_is_told() {
    let sandbox = Sandbox::empty();
    let other = Forged(Builder::new(vec![])).file("readme.txt", "hello").bytes();
    for (content, says) in [
        (b"no archive".to_vec(), "no archive of `hf cache export`"),
        (vec![], "no archive of `hf cache export`"),
        (other, "no archive of `hf cache export`"),
        (Forged(Builder::new(vec![])).file("hf-cache.json", r#"{"format_version": 2}"#).bytes(), "of format 2"),
    ] {
        sandbox.write("file.tar", content);
        for words in ["cache import file.tar", "cache import file.tar --dry-run"] {
            let output = sandbox.hf(words);
            assert_eq!(output.code(), Some(1), "{output}");
            assert!(output.stderr.contains(says), "{output}");
        }
    }
    assert_eq!(files(&sandbox.hf_home()), [""; 0]);
    fs::remove_file(sandbox.work().join("file.tar")).unwrap();
    assert_eq!(sandbox.hf("cache import file.tar").code(), Some(1));
}
