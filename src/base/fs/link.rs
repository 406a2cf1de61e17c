//! Symbolic links: whether a folder takes them, and how one file is written as seen from another.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::create_folder;

/// Whether a symbolic link can be made in this folder, found by making one. The folder is made if it is missing; if
/// nothing can be written there at all, the answer is no.
pub fn symlinks_work(folder: &Path) -> bool {
    // One name for all, so that a process which is killed here leaves one link at most, until the next looks.
    let link = folder.join("tmp_link");
    let made = create_folder(folder).and_then(|()| symlink(Path::new("."), &link));
    // Another process may be looking too.
    let works = made.map_or_else(|error| error.kind() == io::ErrorKind::AlreadyExists, |()| true);
    match fs::remove_file(&link) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => false,
        _ => works,
    }
}

/// Makes a symbolic link to a file.
pub fn symlink(target: &Path, link: &Path) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, link);
    #[cfg(windows)]
    return std::os::windows::fs::symlink_file(target, link);
}

/// The path that leads from the folder `from` to `to`, both absolute and both without `.` and `..`; pure, so links
/// on the way are not resolved. Where no relative path exists (two drives), `to` itself.
pub fn relative_path(from: &Path, to: &Path) -> PathBuf {
    let (from, target): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&target).take_while(|(left, right)| left == right).count();
    if shared == 0 {
        return to.to_owned();
    }
    let up = from[shared..].iter().map(|_| Component::ParentDir);
    up.chain(target[shared..].iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::{relative_path, symlinks_work};

    #[cfg(unix)]
    #[test]
    fn paths_lead_up_and_down_again() {
        for (from, to, expected) in [
            ("/r/snapshots/c", "/r/blobs/e", "../../blobs/e"),
            ("/r/snapshots/c/a/b", "/r/blobs/e", "../../../../blobs/e"),
            ("/r", "/r/blobs/e", "blobs/e"),
            ("/a", "/b", "../b"),
        ] {
            assert_eq!(relative_path(Path::new(from), Path::new(to)), PathBuf::from(expected));
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_probe_leaves_nothing_and_makes_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let cache = folder.path().join("new");
        assert!(symlinks_work(&cache));
        assert_eq!(fs::read_dir(&cache).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn the_probe_takes_what_a_killed_one_left_away() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("tmp_target", folder.path().join("tmp_link")).unwrap();
        assert!(symlinks_work(folder.path()));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn many_may_look_at_the_same_time() {
        let folder = tempfile::tempdir().unwrap();
        let look = || (0..200).all(|_| symlinks_work(folder.path()));
        std::thread::scope(|scope| {
            let all: Vec<_> = std::iter::repeat_with(|| scope.spawn(look)).take(8).collect();
            assert!(all.into_iter().all(|one| one.join().unwrap()));
        });
    }

    #[test]
    fn a_folder_that_cannot_be_made_takes_no_links() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(!symlinks_work(&file.join("below")));
    }
}
