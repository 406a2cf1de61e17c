//! Archives that somebody made to do harm, or by mistake: nothing of them gets out of its place.

use std::fs;
use std::os::unix::fs::symlink;

use tar::{Builder, EntryType, Header};

use super::hub;
use crate::disk::files;
use crate::run::Output;
use crate::sandbox::Sandbox;

const COMMIT: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
/// `printf abc | git hash-object --stdin`
const ABC: &str = "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f";
/// `printf abd | git hash-object --stdin`
const ABD: &str = "d4a5aa562b600d597c542a3610ae0b7b6ae0dbd7";
const REPO: &str = "models--ada--tiny";

/// An archive in the making, with names that are written as they are. Its manifest lists what is added, unless a test
/// says what it lists.
struct Forged {
    members: Builder<Vec<u8>>,
    blobs: Vec<String>,
    refs: Vec<String>,
    entries: usize,
}

impl Forged {
    fn new() -> Self {
        Self { members: Builder::new(vec![]), blobs: vec![], refs: vec![], entries: 0 }
    }

    /// With what the manifest says of a blob.
    fn promising(mut self, etag: &str, size: u64) -> Self {
        self.blobs.push(format!(r#"{{"etag": "{etag}", "size": {size}, "path": "a"}}"#));
        self
    }

    fn blob(self, etag: &str, content: &str) -> Self {
        self.promising(etag, content.len() as u64).file(&format!("{REPO}/blobs/{etag}"), content)
    }

    fn main(mut self, content: &str) -> Self {
        self.refs.push(format!(r#""main": "{COMMIT}""#));
        self.file(&format!("{REPO}/refs/main"), content)
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
        self.members.append(&header, content.as_bytes()).unwrap();
        self
    }

    fn file(self, name: &str, content: &str) -> Self {
        self.add(EntryType::Regular, name, ("", content))
    }

    fn link(mut self, name: &str, target: &str) -> Self {
        self.entries += 1;
        self.add(EntryType::Symlink, name, (target, ""))
    }

    /// A listing that has these files.
    fn listing(self, files: &[(&str, &str)]) -> Self {
        self.file(&format!("{REPO}/trees/{COMMIT}.json"), &listing(files))
    }

    /// With the content `abc`.
    fn with_blob(self) -> Self {
        self.blob(ABC, "abc")
    }

    fn bytes(self) -> Vec<u8> {
        let Self { members, blobs, refs, entries } = self;
        let (blobs, refs) = (blobs.join(", "), refs.join(", "));
        let repo = format!(r#""folder": "{REPO}", "commits": ["{COMMIT}"], "refs": {{{refs}}}, "entries": {entries}"#);
        let manifest = format!(r#"{{"format_version": 1, "repos": [{{{repo}, "blobs": [{blobs}]}}]}}"#);
        [tar(MANIFEST, &manifest), members.into_inner().unwrap()].concat()
    }
}

const MANIFEST: &str = "hf-cache.json";

/// One file of an archive that has no end yet.
fn tar(name: &str, content: &str) -> Vec<u8> {
    Forged::new().file(name, content).members.get_ref().clone()
}

/// What a download keeps of a commit with these files, of three bytes each.
fn listing(files: &[(&str, &str)]) -> String {
    let files = files.iter().map(|(path, etag)| format!(r#""{path}": {{"size": 3, "blob_id": "{etag}"}}"#));
    format!(r#"{{"format_version": 1, "files": {{{}}}}}"#, files.collect::<Vec<_>>().join(", "))
}

/// With the file `a.txt`, of which the content is `abc`, and the listing of its commit.
fn with_abc() -> Sandbox {
    let sandbox = Sandbox::empty();
    let archive = Forged::new().with_blob().listing(&[("a.txt", ABC)]);
    let archive = archive.link(&format!("{REPO}/snapshots/{COMMIT}/a.txt"), &format!("../../blobs/{ABC}"));
    import_into(&sandbox, archive).success();
    sandbox
}

fn import_into(sandbox: &Sandbox, archive: Forged) -> Output {
    sandbox.command("cache import -").stdin(archive.bytes()).run()
}

/// Imports it, and gives the status and what is on the disk then, but for locks.
fn import(archive: Forged) -> (Option<i32>, Vec<String>) {
    let sandbox = Sandbox::empty();
    sandbox.write("outside/secret", "secret");
    let output = import_into(&sandbox, archive);
    assert_eq!(sandbox.read("outside/secret"), b"secret");
    assert_eq!(files(&sandbox.work()), ["outside/secret"]);
    let found = files(&sandbox.hf_home()).into_iter();
    (output.code(), found.filter(|name| !name.contains(".locks/") && !name.ends_with("CACHEDIR.TAG")).collect())
}

#[test]
fn what_is_right_is_taken() {
    let entry = format!("{REPO}/snapshots/{COMMIT}/a/b.txt");
    let archive = Forged::new().with_blob().link(&entry, &format!("../../../blobs/{ABC}"));
    let (status, found) = import(archive.main(COMMIT));
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
        let archive = Forged::new().promising(ABC, 3);
        let (status, found) = import(archive.add(EntryType::Link, &blob, (target, "")));
        assert_eq!((status, found), (Some(1), vec![]), "{target}");
    }
}

#[test]
fn a_content_that_is_not_what_its_name_says_is_refused() {
    let (status, found) = import(Forged::new().blob(ABC, "abd"));
    assert_eq!((status, found), (Some(7), vec![]));
}

#[test]
fn what_the_cache_has_of_a_commit_stays() {
    let sandbox = with_abc();
    let before = fs::read(hub(&sandbox, &format!("{REPO}/trees/{COMMIT}.json"))).unwrap();
    let archive = Forged::new().blob(ABD, "abd").listing(&[("b.txt", ABD)]);
    let archive = archive.file(&format!("{REPO}/.no_exist/{COMMIT}/a.txt"), "");
    let archive = archive.link(&format!("{REPO}/snapshots/{COMMIT}/a.txt"), &format!("../../blobs/{ABD}"));
    import_into(&sandbox, archive).success();
    assert_eq!(fs::read(hub(&sandbox, &format!("{REPO}/snapshots/{COMMIT}/a.txt"))).unwrap(), b"abc");
    assert_eq!(fs::read(hub(&sandbox, &format!("{REPO}/trees/{COMMIT}.json"))).unwrap(), before);
    assert!(!hub(&sandbox, &format!("{REPO}/.no_exist")).exists());
}

#[test]
fn an_entry_that_the_listing_contradicts_is_refused() {
    for (name, etag) in [("a.txt", ABD), ("b.txt", ABC)] {
        let sandbox = with_abc();
        fs::remove_file(hub(&sandbox, &format!("{REPO}/snapshots/{COMMIT}/a.txt"))).unwrap();
        let archive = Forged::new().with_blob().blob(ABD, "abd");
        let archive = archive.link(&format!("{REPO}/snapshots/{COMMIT}/{name}"), &format!("../../blobs/{etag}"));
        let output = import_into(&sandbox, archive);
        assert_eq!(output.code(), Some(7), "{output}");
        assert_eq!(files(&hub(&sandbox, &format!("{REPO}/snapshots"))), [""; 0]);
    }
}

#[test]
fn a_content_by_its_other_hash_is_no_contradiction() {
    let sandbox = with_abc();
    let entry = format!("{REPO}/snapshots/{COMMIT}/a.txt");
    fs::remove_file(hub(&sandbox, &entry)).unwrap();
    // `printf abc | sha256sum`
    let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let archive = Forged::new().blob(sha256, "abc");
    import_into(&sandbox, archive.link(&entry, &format!("../../blobs/{sha256}"))).success();
    assert_eq!(fs::read(hub(&sandbox, &entry)).unwrap(), b"abc");
}

#[test]
fn a_listing_that_leads_out_or_names_no_hash_is_refused() {
    for (path, etag) in [("../../../../../evil.txt", ABC), ("a.txt", "../../../../evil"), ("a\\..\\b", ABC)] {
        assert_eq!(import(Forged::new().listing(&[(path, etag)])), (Some(1), vec![]), "{path} {etag}");
    }
}

#[test]
fn sizes_that_no_disk_has_do_not_wrap() {
    let archive = Forged::new().promising(ABC, u64::MAX).promising(ABD, u64::MAX);
    assert_eq!(import(archive), (Some(8), vec![]));
}

#[test]
fn a_repo_whose_folders_lead_elsewhere_is_left_alone() {
    for name in ["blobs", "snapshots", "refs"] {
        let sandbox = Sandbox::empty();
        sandbox.write("outside/secret", "secret");
        fs::create_dir_all(hub(&sandbox, REPO)).unwrap();
        symlink(sandbox.work().join("outside"), hub(&sandbox, &format!("{REPO}/{name}"))).unwrap();
        let archive = Forged::new().with_blob();
        let archive = archive.link(&format!("{REPO}/snapshots/{COMMIT}/a.txt"), &format!("../../blobs/{ABC}"));
        let output = import_into(&sandbox, archive.main(COMMIT));
        assert_eq!(output.code(), Some(1), "{output}");
        assert!(output.stderr.contains("is a link"), "{output}");
        assert_eq!(files(&sandbox.work()), ["outside/secret"], "{name}");
        assert_eq!(files(&hub(&sandbox, REPO)), [name]);
    }
}

#[test]
fn a_folder_of_a_snapshot_that_leads_elsewhere_is_not_written_through() {
    let sandbox = with_abc();
    sandbox.write("outside/secret", "secret");
    symlink(sandbox.work().join("outside"), hub(&sandbox, &format!("{REPO}/snapshots/{COMMIT}/sub"))).unwrap();
    let entry = format!("{REPO}/snapshots/{COMMIT}/sub/secret");
    let output = import_into(&sandbox, Forged::new().with_blob().link(&entry, &format!("../../../blobs/{ABC}")));
    assert_eq!(output.code(), Some(1), "{output}");
    assert_eq!(sandbox.read("outside/secret"), b"secret");
}

#[test]
fn a_repo_that_the_manifest_does_not_name_is_refused() {
    let archive = Forged::new().file(&format!("models--ada--other/blobs/{ABC}"), "abc");
    assert_eq!(import(archive), (Some(1), vec![]));
}

#[test]
fn a_ref_needs_its_revision_and_says_nothing_else() {
    for content in [COMMIT, "main", "../../x", &format!("{COMMIT}\n")] {
        assert_eq!(import(Forged::new().main(content)), (Some(1), vec![]), "{content}");
    }
}

#[test]
fn what_is_no_archive_is_told() {
    let sandbox = Sandbox::empty();
    let other = tar("readme.txt", "hello");
    for (content, says) in [
        (b"no archive".to_vec(), "not an archive made by `hf cache export`"),
        (vec![], "not an archive made by `hf cache export`"),
        (other, "not an archive made by `hf cache export`"),
        (tar(MANIFEST, r#"{"format_version": 2}"#), "archive format 2"),
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
    assert_eq!(sandbox.hf("cache import file.tar").code(), Some(3));
}

#[test]
fn what_the_manifest_does_not_list_is_refused() {
    let blob = format!("{REPO}/blobs/{ABC}");
    let other_commit = "b".repeat(40);
    let mut more_entries = Forged::new().with_blob();
    more_entries = more_entries.link(&format!("{REPO}/snapshots/{COMMIT}/a"), &format!("../../blobs/{ABC}"));
    more_entries.entries = 0;
    for (archive, left) in [
        (Forged::new().file(&blob, "abc"), vec![]),
        (Forged::new().promising(ABC, 2).file(&blob, "abc"), vec![]),
        (Forged::new().with_blob().file(&blob, "abc"), vec![blob.clone()]),
        (Forged::new().file(&format!("{REPO}/trees/{other_commit}.json"), &listing(&[])), vec![]),
        (Forged::new().file(&format!("{REPO}/.no_exist/{other_commit}/a"), ""), vec![]),
        (Forged::new().file(&format!("{REPO}/refs/other"), COMMIT), vec![]),
        (Forged::new().add(EntryType::Regular, &format!("{REPO}/.no_exist/{COMMIT}/a"), ("", "a")), vec![]),
        (more_entries, vec![blob.clone()]),
    ] {
        let left: Vec<String> = left.into_iter().map(|name| format!("hub/{name}")).collect();
        assert_eq!(import(archive), (Some(1), left));
    }
}

#[test]
fn headers_that_claim_to_be_long_are_not_read() {
    for (kind, says) in [
        (EntryType::GNULongName, "header that is too long"),
        (EntryType::GNULongLink, "header that is too long"),
        (EntryType::XHeader, "header that is too long"),
        (EntryType::Regular, "too large"),
    ] {
        let mut header = Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(1 << 30);
        let name = format!("{REPO}/trees/{COMMIT}.json");
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        let mut archive = Forged::new().bytes();
        // Without the blocks that end it.
        archive.truncate(archive.len() - 1024);
        archive.extend_from_slice(header.as_bytes());
        archive.resize(archive.len() + (1 << 20), b'x');
        let sandbox = Sandbox::empty();
        let output = sandbox.command("cache import -").stdin(archive).run();
        assert_eq!(output.code(), Some(1), "{kind:?} {output}");
        assert!(output.stderr.contains(says), "{kind:?} {output}");
    }
}

#[test]
fn a_manifest_that_claims_to_be_long_is_not_read() {
    let mut header = Header::new_gnu();
    header.set_size(1 << 30);
    header.as_old_mut().name[..MANIFEST.len()].copy_from_slice(MANIFEST.as_bytes());
    header.set_cksum();
    let sandbox = Sandbox::empty();
    let output = sandbox.command("cache import -").stdin(header.as_bytes().to_vec()).run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("'hf-cache.json', which is too large"), "{output}");
}
