//! The shared store on the disk: modes, manifests, and what others may do to it meanwhile.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tempfile::TempDir;

use super::{MARKER, SharedBlob, manifest_of, open_for_everybody, with_suffix};
use crate::cache::{Cache, LinkMode, RepoCache};
use crate::ids::repo::{RepoId, RepoKind};

const HASH: &str = "abababababababababababababababababababababababababababababababab";
const BLOB: SharedBlob<'static> = SharedBlob { etag: FOUR, hash: HASH, size: 4 };
/// The SHA-256 of `four`, and of `hour`.
const FOUR: &str = "04efaf080f5a3e74e1c29d1ca6a48569382cbbcd324e8d59d2b83ef21c039f00";
const HOUR: &str = "9ac0add475dd38e6ab3a3fb5ab4579c886eb654f57764210a352fd62e9dd9706";

struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    fn repo(&self, name: &str) -> RepoCache {
        let cache = Cache::new(self.folder.path().to_owned(), Some(LinkMode::Symlink)).sharing(true);
        cache.repo(&RepoId::new(RepoKind::Model, name).unwrap())
    }

    fn entry(&self) -> PathBuf {
        self.folder.path().join("blobs/ab").join(HASH)
    }

    fn manifest(&self) -> String {
        fs::read_to_string(self.entry().with_extension("refs")).unwrap()
    }
}

fn fetch(repo: &RepoCache, content: &str) {
    fetch_as(repo, FOUR, content);
}

fn fetch_as(repo: &RepoCache, etag: &str, content: &str) {
    let partial = repo.partial(etag).unwrap();
    partial.file().write_all(content.as_bytes()).unwrap();
    partial.commit().unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn a_shared_blob_is_a_link_to_one_read_only_content() {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo("ada/one");
    fetch(&repo, "four");
    repo.share(BLOB, false, true).unwrap();
    let target = fs::read_link(repo.blob(FOUR).unwrap()).unwrap();
    assert_eq!(target, Path::new("../../blobs/ab").join(HASH));
    assert_eq!(fs::read(repo.blob(FOUR).unwrap()).unwrap(), b"four");
    assert_eq!(sandbox.manifest(), format!("models--ada--one/blobs/{FOUR}\n"));
    assert_eq!(fs::read_to_string(sandbox.folder.path().join("blobs").join(MARKER)).unwrap(), "1\n");
    assert_eq!((mode(&sandbox.entry()), mode(sandbox.entry().parent().unwrap())), (0o444, 0o755));
    assert_eq!(mode(&sandbox.entry().with_extension("refs")), 0o666);
}

#[test]
fn another_repo_uses_what_is_there() {
    let sandbox = Sandbox::new();
    let (one, two) = (sandbox.repo("ada/one"), sandbox.repo("ada/two"));
    assert!(!two.has_shared(BLOB) && !two.link_shared(BLOB));
    fetch(&one, "four");
    one.share(BLOB, false, true).unwrap();
    assert!(two.has_shared(BLOB) && two.link_shared(BLOB) && two.has_blob(FOUR, Some(4)));
    assert_eq!(sandbox.manifest(), format!("models--ada--one/blobs/{FOUR}\nmodels--ada--two/blobs/{FOUR}\n"));
    assert!(!two.has_shared(SharedBlob { size: 5, ..BLOB }), "a wrong size is not used");
}

#[test]
fn content_that_was_fetched_again_replaces_what_is_there_if_that_is_wrong_or_may_be() {
    for (there, replace, kept) in [("four", false, "four"), ("gour", false, "four"), ("four", true, "FOUR")] {
        let sandbox = Sandbox::new();
        let repo = sandbox.repo("ada/one");
        fetch(&repo, there);
        repo.share(BLOB, false, false).unwrap();
        // So that it can be told from the other.
        fetch(&repo, if replace { "FOUR" } else { "four" });
        repo.share(BLOB, replace, false).unwrap();
        assert_eq!(fs::read_to_string(sandbox.entry()).unwrap(), kept, "{there}");
    }
}

#[test]
fn content_of_the_same_name_and_size_is_used_by_those_only_who_mean_it() {
    let sandbox = Sandbox::new();
    let (liar, honest) = (sandbox.repo("eve/one"), sandbox.repo("ada/two"));
    let lie = SharedBlob { etag: HOUR, ..BLOB };
    fetch_as(&liar, HOUR, "hour");
    liar.share(lie, false, true).unwrap();
    assert!(!honest.link_shared(BLOB) && honest.has_shared(BLOB), "it is seen by its content only");
    for replace in [false, true] {
        fetch(&honest, "four");
        honest.share(BLOB, replace, true).unwrap();
        assert!(!honest.blob(FOUR).unwrap().is_symlink(), "it stays with its repo");
        assert_eq!(fs::read(liar.blob(HOUR).unwrap()).unwrap(), b"hour");
    }
    assert!(sandbox.repo("eve/three").link_shared(lie));
}

#[test]
fn content_that_another_user_changed_is_not_used_whatever_was_checked() {
    let (sandbox, own) = (Sandbox::new(), tempfile::tempdir().unwrap());
    let repo = |name| {
        let cache = Cache::new(sandbox.folder.path().to_owned(), Some(LinkMode::Symlink)).sharing(true);
        cache.remembering(own.path()).repo(&RepoId::new(RepoKind::Model, name).unwrap())
    };
    fetch(&repo("ada/one"), "four");
    repo("ada/one").share(BLOB, false, true).unwrap();
    let entry = sandbox.entry();
    let checked = fs::read_to_string(own.path().join("checked")).unwrap();
    assert!(checked.ends_with(&format!(" {FOUR}\n")), "{checked}");
    assert!(repo("ada/two").link_shared(BLOB));
    assert_eq!(fs::read_to_string(own.path().join("checked")).unwrap(), checked, "it was not read again");
    fs::remove_file(&entry).unwrap();
    fs::write(&entry, "hour").unwrap();
    assert!(!repo("ada/three").link_shared(BLOB));
    fs::set_permissions(&entry, fs::Permissions::from_mode(0o666)).unwrap();
    fs::write(&entry, "four").unwrap();
    let checked = fs::read_to_string(own.path().join("checked")).unwrap();
    assert!(repo("ada/three").link_shared(BLOB));
    let kept = fs::read_to_string(own.path().join("checked")).unwrap();
    assert_eq!(kept, checked, "of a file that others may write nothing is remembered");
}

#[test]
fn a_folder_that_is_not_ours_is_left_alone() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.folder.path().join("blobs")).unwrap();
    fs::write(sandbox.folder.path().join("blobs/mine.txt"), "x").unwrap();
    let repo = sandbox.repo("ada/one");
    fetch(&repo, "four");
    repo.share(BLOB, false, true).unwrap();
    assert!(!repo.blob(FOUR).unwrap().is_symlink() && repo.has_blob(FOUR, Some(4)));
    assert_eq!(fs::read_dir(sandbox.folder.path().join("blobs")).unwrap().count(), 1);
}

#[test]
fn a_private_cache_shares_with_nobody_else() {
    let sandbox = Sandbox::new();
    fs::set_permissions(sandbox.folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let repo = sandbox.repo("ada/one");
    fetch(&repo, "four");
    repo.share(BLOB, false, true).unwrap();
    assert_eq!((mode(&sandbox.entry()), mode(sandbox.entry().parent().unwrap())), (0o400, 0o700));
}

/// Does something a thousand times while another thread makes a link to a private file of it, and a file again.
fn race(sandbox: &Sandbox, path: &Path, act: impl Fn()) {
    let (victim, fresh) = (sandbox.folder.path().join("private"), path.with_extension("fresh"));
    fs::write(&victim, "private").unwrap();
    fs::set_permissions(&victim, fs::Permissions::from_mode(0o600)).unwrap();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                symlink(&victim, &fresh).unwrap();
                fs::rename(&fresh, path).unwrap();
                fs::write(&fresh, "four").unwrap();
                fs::rename(&fresh, path).unwrap();
            }
        });
        (0..1000).for_each(|_| act());
        is_over.store(true, Ordering::Relaxed);
    });
    assert_eq!((mode(&victim), fs::read(&victim).unwrap()), (0o600, b"private".to_vec()));
}

#[test]
fn a_note_that_becomes_a_link_meanwhile_changes_nobodys_file() {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo("ada/one");
    repo.adopt(&sandbox.entry()).unwrap();
    for path in [manifest_of(&sandbox.entry()), with_suffix(&sandbox.entry(), ".lock")] {
        race(&sandbox, &path, || {
            if let Ok(mut file) = open_for_everybody(repo.layout.hub(), &path) {
                file.write_all(b"x").unwrap();
            }
        });
    }
}

#[test]
fn a_blob_that_becomes_a_link_meanwhile_opens_nobodys_file() {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo("ada/one");
    repo.adopt(&sandbox.entry()).unwrap();
    fetch(&repo, "four");
    let place = repo.blob(FOUR).unwrap();
    race(&sandbox, &place, || drop(repo.open_to_readers(&place, &sandbox.entry())));
}

#[test]
fn what_exists_keeps_its_mode() {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo("ada/one");
    let prefix = sandbox.entry().parent().unwrap().to_owned();
    fs::create_dir_all(&prefix).unwrap();
    fs::set_permissions(&prefix, fs::Permissions::from_mode(0o700)).unwrap();
    fs::write(sandbox.folder.path().join("blobs").join(MARKER), "1\n").unwrap();
    fs::write(manifest_of(&sandbox.entry()), "").unwrap();
    fs::set_permissions(manifest_of(&sandbox.entry()), fs::Permissions::from_mode(0o640)).unwrap();
    fetch(&repo, "four");
    repo.share(BLOB, false, true).unwrap();
    assert!(repo.blob(FOUR).unwrap().is_symlink());
    assert_eq!((mode(&prefix), mode(&manifest_of(&sandbox.entry()))), (0o700, 0o640));
}

#[test]
fn a_hash_that_is_none_is_no_path() {
    let sandbox = Sandbox::new();
    let repo = sandbox.repo("ada/one");
    fetch(&repo, "four");
    repo.share(SharedBlob { hash: "../../../etc", ..BLOB }, false, true).unwrap();
    assert!(!sandbox.folder.path().join("blobs").exists());
}
