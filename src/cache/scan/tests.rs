//! What a scan says of caches that are filled by hand.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Flaw, Scan};
use crate::base::fs::{Fence, FileLock, symlink};
use crate::cache::{Cache, LinkMode};

pub(in crate::cache) const ONE: &str = "1111111111111111111111111111111111111111";
pub(in crate::cache) const TWO: &str = "2222222222222222222222222222222222222222";

/// A cache folder that is filled by hand.
pub(in crate::cache) struct Filled(TempDir);

impl Filled {
    pub(in crate::cache) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(in crate::cache) fn path(&self, inner: &str) -> PathBuf {
        self.0.path().canonicalize().unwrap().join(inner)
    }

    pub(in crate::cache) fn write(&self, inner: &str, content: &str) {
        fs::create_dir_all(self.path(inner).parent().unwrap()).unwrap();
        fs::write(self.path(inner), content).unwrap();
    }

    pub(in crate::cache) fn link(&self, inner: &str, target: &str) {
        fs::create_dir_all(self.path(inner).parent().unwrap()).unwrap();
        symlink(Path::new(target), &self.path(inner)).unwrap();
    }

    /// A file of a repo at a revision, whose content is its tag's name.
    pub(in crate::cache) fn file(&self, repo: &str, commit: &str, name: &str, etag: &str) {
        self.write(&format!("{repo}/blobs/{etag}"), etag);
        let up = "../".repeat(2 + name.matches('/').count());
        self.link(&format!("{repo}/snapshots/{commit}/{name}"), &format!("{up}blobs/{etag}"));
    }

    pub(in crate::cache) fn cache(&self) -> Cache {
        Cache::new(self.0.path().to_owned(), Some(LinkMode::Symlink))
    }

    pub(in crate::cache) fn scan(&self) -> Scan {
        self.cache().scan().unwrap()
    }
}

/// Two revisions of a model that share a content, and a dataset.
pub(in crate::cache) fn filled() -> Filled {
    let filled = Filled::new();
    filled.file("models--ada--tiny", ONE, "config.json", "shared");
    filled.file("models--ada--tiny", ONE, "deep/er/a.txt", "first");
    filled.file("models--ada--tiny", TWO, "config.json", "shared");
    filled.file("models--ada--tiny", TWO, "copy.json", "shared");
    filled.write("models--ada--tiny/refs/main", TWO);
    filled.write("models--ada--tiny/refs/refs/pr/1", TWO);
    filled.file("datasets--rows", ONE, "rows.csv", "rows");
    filled.write("datasets--rows/refs/main", ONE);
    filled
}

fn flaws(scan: &Scan) -> Vec<String> {
    let root = scan.root.display().to_string();
    scan.flaws().map(|flaw| flaw.to_string().replace(&format!("{root}/"), "")).collect()
}

#[test]
fn repos_and_revisions_are_counted_as_python_counts_them() {
    let scan = filled().scan();
    let ids: Vec<String> = scan.repos.iter().map(super::CachedRepo::cache_id).collect();
    assert_eq!(ids, ["dataset/rows", "model/ada/tiny"]);
    let tiny = &scan.repos[1];
    assert_eq!((tiny.size(), tiny.blobs.len()), (11, 2), "a content counts once");
    let revisions: Vec<_> = tiny.revisions.iter().map(|of| (of.commit.as_str(), of.size, of.files.len())).collect();
    assert_eq!(revisions, [(ONE, 11, 2), (TWO, 6, 2)]);
    assert!(tiny.revisions[0].is_detached());
    assert_eq!(tiny.refs(), ["main", "refs/pr/1"]);
    let mut names: Vec<String> = tiny.revisions[0].files.iter().map(super::CachedFile::name).collect();
    names.sort();
    assert_eq!(names, ["config.json", "deep/er/a.txt"]);
    assert_eq!((scan.size(), scan.flaws().count()), (15, 0));
}

#[test]
fn a_broken_part_is_named_and_hides_nothing_else() {
    let filled = filled();
    filled.link(&format!("models--ada--tiny/snapshots/{ONE}/lost.bin"), "../../blobs/none");
    filled.write("models--ada--tiny/refs/gone", "3333333333333333333333333333333333333333");
    filled.write("models--ada--tiny/snapshots/stray", "");
    filled.write("models--empty/refs/main", ONE);
    filled.write("models--empty/blobs/e9", "shown by nothing");
    filled.write("version.txt", "1");
    filled.write("things--x/y", "");
    filled.write("models--ada--tiny/snapshots/.DS_Store", "");
    let scan = filled.scan();
    assert_eq!(scan.repos.len(), 3);
    assert_eq!(scan.repos[1].size(), 11);
    assert!(matches!(scan.repos[2].flaws[..], [Flaw::NoSnapshots(_), Flaw::NoRevision(..)]));
    let mut found = flaws(&scan);
    found.truncate(5);
    found[2..].sort();
    assert_eq!(
        found,
        [
            "'things--x' is no repo: its name begins with none of models--, datasets--, spaces--, kernels--".to_owned(),
            "'version.txt' is a file, where only repos should be".to_owned(),
            "'models--ada--tiny/refs/gone' names the revision '3333333333333333333333333333333333333333', which is \
             not here"
                .to_owned(),
            format!(
                "'models--ada--tiny/snapshots/{ONE}/lost.bin' leads to 'models--ada--tiny/blobs/none', which is missing"
            ),
            "'models--ada--tiny/snapshots/stray' is no folder, where only revisions should be".to_owned(),
        ]
    );
}

#[test]
fn what_a_failed_request_left_is_no_repo_and_no_flaw() {
    let filled = filled();
    filled.write("models--typo/refs/main", ONE);
    filled.write(&format!("models--typo/.no_exist/{ONE}/cofnig.json"), "");
    filled.write(&format!("models--gated/trees/{ONE}.json"), "{}");
    let scan = filled.scan();
    assert_eq!((scan.listed().count(), scan.flaws().count()), (2, 0));
    assert_eq!(scan.repos.iter().filter(|repo| repo.is_remnant).count(), 2);
}

#[test]
fn an_empty_snapshot_is_a_revision_without_files() {
    let filled = filled();
    fs::create_dir(filled.path("datasets--rows/snapshots/").join(TWO)).unwrap();
    let scan = filled.scan();
    assert_eq!(scan.flaws().count(), 0);
    assert_eq!(scan.repos[0].revisions[1].size, 0);
    assert!(scan.repos[0].revisions[1].modified > 0.0);
}

#[test]
fn a_copied_file_is_its_own_content() {
    let filled = Filled::new();
    filled.write(&format!("models--a/snapshots/{ONE}/config.json"), "four");
    let scan = filled.scan();
    assert_eq!(scan.repos[0].blobs[0].path, filled.path(&format!("models--a/snapshots/{ONE}/config.json")));
    assert_eq!(scan.size(), 4);
}

#[test]
fn content_that_repos_share_counts_once_in_the_whole() {
    let filled = Filled::new();
    let hash = "ab".repeat(32);
    filled.write("blobs/.huggingface-shared-blobs", "1\n");
    filled.write(&format!("blobs/ab/{hash}"), "payload");
    filled
        .write(&format!("blobs/ab/{hash}.refs"), "models--a/blobs/e1\nmodels--b/blobs/e1\nmodels--c/blobs/e1\n../x\n");
    for repo in ["models--a", "models--b"] {
        filled.link(&format!("{repo}/blobs/e1"), &format!("../../blobs/ab/{hash}"));
        filled.link(&format!("{repo}/snapshots/{ONE}/model.bin"), "../../blobs/e1");
    }
    let scan = filled.scan();
    assert_eq!(scan.repos.iter().map(super::CachedRepo::size).sum::<u64>(), 14);
    assert_eq!(scan.size(), 7);
    let users = scan.payloads[0].users.clone().unwrap();
    assert_eq!(
        users.into_iter().collect::<Vec<_>>(),
        [filled.path("models--a/blobs/e1"), filled.path("models--b/blobs/e1")]
    );
    assert_eq!(scan.unused_payloads().count(), 0);
}

#[test]
fn unfinished_downloads_are_told_from_those_somebody_is_at() {
    let filled = filled();
    for name in ["e1.0123abcd.incomplete", "e2.0123abcd.incomplete", "e3.incomplete", "e4.0123abcd.parts.incomplete"] {
        filled.write(&format!("datasets--rows/blobs/{name}"), "part");
    }
    let scan = filled.scan();
    assert_eq!(scan.partials.len(), 4);
    assert!(scan.partials.iter().all(|partial| partial.size == 4 && !partial.is_live()));
    assert!(!filled.path(".locks").exists(), "a look makes no locks");
    fs::create_dir_all(filled.path(".locks/datasets--rows")).unwrap();
    let locks = ["e2", "e3", "e4"].map(|etag| {
        FileLock::acquire(&Fence::new(filled.path("")), &filled.path(&format!(".locks/datasets--rows/{etag}.lock")))
            .unwrap()
    });
    let live: Vec<bool> = scan.partials.iter().map(super::PartialFile::is_live).collect();
    assert_eq!(live, [false, true, true, true]);
    drop(locks);
}

#[test]
fn repos_are_found_in_any_case_and_commits_everywhere() {
    let scan = filled().scan();
    assert_eq!(scan.find_repo("MODEL/Ada/Tiny"), Some(1));
    assert_eq!(scan.find_repo("ada/tiny"), None);
    assert_eq!(scan.find_commit(ONE), [(0, 0), (1, 0)]);
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let filled = Filled::new();
    let cache = Cache::new(filled.path("none"), None);
    assert!(matches!(cache.scan(), Err(crate::cache::CacheError::Missing(_))));
}
