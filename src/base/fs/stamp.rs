//! What tells one state of a file from another without a look at its content.

use std::fs::Metadata;
use std::io;
use std::time::{Duration, SystemTime};

/// The coarsest clock of a file system (FAT) ticks every two seconds.
const SETTLED_AFTER: Duration = Duration::from_secs(2);

/// The times and the inode of a file. Whatever is done to a file gives it another stamp, but for what is done within
/// one tick of its file system's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// When the content was last written.
    pub modified: SystemTime,
    /// When anything about the inode last changed; where that is not told, as `modified`.
    pub changed: SystemTime,
    /// The inode's number; zero where there is none.
    pub inode: u64,
}

impl Stamp {
    /// The stamp of a file.
    ///
    /// # Errors
    /// The file system knows no times.
    pub fn of(metadata: &Metadata) -> io::Result<Self> {
        let modified = metadata.modified()?;
        Ok(with_inode(modified, metadata))
    }

    /// Whether a file of the same size and with this stamp is still the same one, not written to since. Its owner, its
    /// rights or its number of names may be others; where inodes have no lasting numbers, those may be.
    pub fn is_of(&self, earlier: &Self) -> bool {
        let is_same_file = self.inode == earlier.inode || self.changed == earlier.changed;
        self.modified == earlier.modified && is_same_file
    }

    /// Whether a file that was written to at or after `now` would have another stamp.
    pub fn is_settled(&self, now: SystemTime) -> bool {
        let last = self.modified.max(self.changed);
        now.duration_since(last).is_ok_and(|age| age >= SETTLED_AFTER)
    }
}

#[cfg(unix)]
fn with_inode(modified: SystemTime, metadata: &Metadata) -> Stamp {
    use std::os::unix::fs::MetadataExt;
    let seconds = u64::try_from(metadata.ctime()).unwrap_or(0);
    let nanos = u32::try_from(metadata.ctime_nsec()).unwrap_or(0);
    Stamp { modified, changed: SystemTime::UNIX_EPOCH + Duration::new(seconds, nanos), inode: metadata.ino() }
}

#[cfg(not(unix))]
fn with_inode(modified: SystemTime, _metadata: &Metadata) -> Stamp {
    Stamp { modified, changed: modified, inode: 0 }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    use super::Stamp;

    #[test]
    fn what_was_written_a_moment_ago_is_not_settled() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        File::create(&path).unwrap();
        let stamp = Stamp::of(&fs::metadata(&path).unwrap()).unwrap();
        let now = SystemTime::now();
        assert!(!stamp.is_settled(now));
        assert!(stamp.is_settled(now + Duration::from_secs(3)));
        assert!(!stamp.is_settled(now - Duration::from_secs(60)), "the clock of its file system is ahead");
    }

    #[test]
    fn a_file_in_the_place_of_another_is_another_whatever_its_time() {
        let now = SystemTime::now();
        let stamp = Stamp { modified: now, changed: now, inode: 1 };
        let later = now + Duration::from_secs(1);
        assert!(Stamp { changed: later, ..stamp }.is_of(&stamp), "its rights have changed");
        assert!(Stamp { inode: 2, ..stamp }.is_of(&stamp), "inodes have no lasting numbers here");
        assert!(!Stamp { changed: later, inode: 2, ..stamp }.is_of(&stamp));
        assert!(!Stamp { modified: later, ..stamp }.is_of(&stamp));
    }

    #[cfg(unix)]
    #[test]
    fn a_time_that_was_set_back_leaves_a_trace() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let file = File::create(&path).unwrap();
        let stamp = || Stamp::of(&fs::metadata(&path).unwrap()).unwrap();
        let before = Stamp { changed: stamp().changed - Duration::from_secs(3), ..stamp() };
        file.set_modified(before.modified).unwrap();
        assert_ne!(stamp(), before);
    }
}
