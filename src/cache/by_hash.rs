//! Which revisions somebody asked for by their hash. Nothing on disk says so: a revision that no ref means may also have
//! been left behind when its branch moved on. But such a one was complete before the branch moved: where a file came
//! after the last change of every ref, or where there is no ref at all, somebody asked for the hash, and may ask again.
//!
//! A ref that moves later would hide that, so the snapshots it would hide it of get a new time of change then. The Python
//! client does not do so, and what it hides is hidden.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::scan::refs_of;
use crate::base::fs::Fence;

/// Whether a snapshot of the repo in `folder`, which no ref means, was there before the last of its refs changed.
pub(super) fn was_left_behind(folder: &Path, snapshot: &Path) -> bool {
    let last_ref = newest(&folder.join("refs"), false);
    let last_file = newest(snapshot, true);
    last_ref.zip(last_file).is_some_and(|(last_ref, last_file)| last_file < last_ref)
}

/// The snapshots of the repo in `folder` that somebody asked for by their hash.
pub(super) fn snapshots(folder: &Path) -> Vec<PathBuf> {
    let meant: HashSet<String> = refs_of(folder).into_iter().map(|(_, commit)| commit).collect();
    let snapshots = fs::read_dir(folder.join("snapshots")).into_iter().flatten().flatten();
    let is_meant = |name: &str| meant.contains(name);
    let detached = snapshots.filter(|entry| !entry.file_name().to_str().is_some_and(is_meant));
    detached.map(|entry| entry.path()).filter(|snapshot| !was_left_behind(folder, snapshot)).collect()
}

/// A ref has moved: these snapshots are later than that. Where the time cannot be set, they are lost to a clean-up at
/// worst.
pub(super) fn outlive(fence: &Fence, snapshots: &[PathBuf]) {
    for snapshot in snapshots {
        drop(fence.touch_folder(snapshot));
    }
}

/// When the latest entry below a folder was made, links for themselves; of the folders too, if they count.
fn newest(folder: &Path, folders_count: bool) -> Option<SystemTime> {
    let modified = |path: &Path| fs::symlink_metadata(path).and_then(|about| about.modified()).ok();
    let mut newest = folders_count.then(|| modified(folder)).flatten();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let path = entry.path();
        newest = newest.max(if is_folder { self::newest(&path, folders_count) } else { modified(&path) });
    }
    newest
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::path::PathBuf;
    use std::time::{Duration, SystemTime};

    use super::{snapshots, was_left_behind};
    use crate::cache::RepoCache;
    use crate::cache::snapshot::tests::{COMMIT, sandbox};

    const LATER: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    fn snapshot(repo: &RepoCache, commit: &str) -> PathBuf {
        let folder = repo.folder().join("snapshots").join(commit);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// As if nothing had changed for an hour.
    fn let_time_pass(folders: &[PathBuf]) {
        for folder in folders {
            let then = File::open(folder).unwrap().metadata().unwrap().modified().unwrap() - Duration::from_secs(3600);
            File::open(folder).unwrap().set_modified(then).unwrap();
        }
    }

    #[test]
    fn a_branch_that_moves_hides_nothing_that_was_asked_for_by_its_hash() {
        let (_folder, repo) = sandbox();
        let main = "main".parse().unwrap();
        let asked_for = snapshot(&repo, "cccccccccccccccccccccccccccccccccccccccc");
        repo.write_ref(&main, COMMIT).unwrap();
        let left_behind = snapshot(&repo, COMMIT);
        let_time_pass(&[left_behind.clone(), repo.folder().join("refs/main")]);
        assert_eq!(snapshots(repo.folder()), std::slice::from_ref(&asked_for));
        repo.write_ref(&main, LATER).unwrap();
        assert!(was_left_behind(repo.folder(), &left_behind) && !was_left_behind(repo.folder(), &asked_for));
        assert!(File::open(&asked_for).unwrap().metadata().unwrap().modified().unwrap() <= SystemTime::now());
    }
}
