//! Changes below a folder. Linux tells of them; on other systems, and on network disks, where others write without the system
//! hearing of it, the folder is looked at again and again. Says that something changed, not what.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::walk::files_under;

/// Between two looks at a folder that nothing tells of.
const LOOK: Duration = Duration::from_secs(2);

/// A folder whose changes are waited for.
pub struct Changes {
    folder: PathBuf,
    way: Way,
}

enum Way {
    #[cfg(target_os = "linux")]
    Told(told::Ear),
    /// What the folder looked like.
    Looked(u64),
}

impl Changes {
    /// From now on, in the folder and in the folders below it.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn below(folder: &Path) -> io::Result<Self> {
        fs::read_dir(folder)?;
        let folder = folder.to_owned();
        #[cfg(target_os = "linux")]
        if !told::is_on_the_net(&folder)
            && let Ok(ear) = told::Ear::new(&folder)
        {
            return Ok(Self { folder, way: Way::Told(ear) });
        }
        let now = look(&folder);
        Ok(Self { folder, way: Way::Looked(now) })
    }

    /// Whether the system tells of changes; if not, they are found some seconds late.
    pub fn are_told(&self) -> bool {
        !matches!(self.way, Way::Looked(_))
    }

    /// Waits until something has changed since the last call.
    pub async fn next(&mut self) {
        match &mut self.way {
            #[cfg(target_os = "linux")]
            Way::Told(ear) => ear.next(&self.folder).await,
            Way::Looked(before) => loop {
                sleep(LOOK).await;
                let now = look(&self.folder);
                if std::mem::replace(before, now) != now {
                    return;
                }
            },
        }
    }

    /// Waits for a change, and then until nothing has changed for that long.
    pub async fn quiet(&mut self, pause: Duration) {
        self.next().await;
        while timeout(pause, self.next()).await.is_ok() {}
    }

    /// What has changed until now does not count.
    pub fn forget(&mut self) {
        match &mut self.way {
            #[cfg(target_os = "linux")]
            Way::Told(ear) => ear.forget(),
            Way::Looked(before) => *before = look(&self.folder),
        }
    }
}

/// A number that changes with the names, sizes and times of the files.
fn look(folder: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    // What cannot be read now is looked at the next time.
    for file in files_under(folder).unwrap_or_default() {
        (file.path, file.size, file.stamp.modified).hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(target_os = "linux")]
mod told {
    use std::fs;
    use std::io;
    use std::os::fd::OwnedFd;
    use std::path::Path;
    use std::time::Duration;

    use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
    use tokio::time::sleep;

    /// File systems that other machines write to: NFS, SMB (three forms), FUSE and 9P.
    const NETWORK: [u32; 6] = [0x6969, 0x517B, 0xFE53_4D42, 0xFF53_4D42, 0x6573_5546, 0x0102_1997];
    /// Not reading: the listener reads the files itself.
    const WRITES: WatchFlags = WatchFlags::MODIFY
        .union(WatchFlags::ATTRIB)
        .union(WatchFlags::CREATE)
        .union(WatchFlags::DELETE)
        .union(WatchFlags::MOVED_FROM)
        .union(WatchFlags::MOVED_TO);

    /// Between two questions whether anything was told.
    const ASK: Duration = Duration::from_millis(100);

    /// Hears of changes.
    pub(super) struct Ear(OwnedFd);

    pub(super) fn is_on_the_net(folder: &Path) -> bool {
        // The kernel's type is as wide as a machine word, the numbers are not.
        rustix::fs::statfs(folder)
            .is_ok_and(|found| NETWORK.iter().any(|kind| i128::from(found.f_type) == i128::from(*kind)))
    }

    impl Ear {
        pub(super) fn new(folder: &Path) -> io::Result<Self> {
            let ear = Self(init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?);
            ear.listen(folder)?;
            Ok(ear)
        }

        /// In this folder and all below it. To ask again for one changes nothing.
        fn listen(&self, folder: &Path) -> io::Result<()> {
            add_watch(&self.0, folder, WRITES)?;
            for entry in fs::read_dir(folder)?.flatten() {
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    self.listen(&entry.path())?;
                }
            }
            Ok(())
        }

        pub(super) async fn next(&mut self, folder: &Path) {
            while !drained(&self.0) {
                sleep(ASK).await;
            }
            // Folders may be new. One that is gone again, or is one too many, is seen by the next commit at the latest.
            drop(self.listen(folder));
        }

        pub(super) fn forget(&mut self) {
            drained(&self.0);
        }
    }

    /// Takes all that is told. Returns whether anything was.
    fn drained(ear: &OwnedFd) -> bool {
        let mut buffer = [0; 4096];
        let mut is_told = false;
        while rustix::io::read(ear, &mut buffer).is_ok_and(|length| length > 0) {
            is_told = true;
        }
        is_told
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use tokio::time::timeout;

    use super::{Changes, Way, look};

    #[tokio::test]
    async fn writing_is_heard_also_in_new_folders() {
        let folder = tempfile::tempdir().unwrap();
        let mut changes = Changes::below(folder.path()).unwrap();
        for name in ["a", "d/b", "d/e/c"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "x").unwrap();
            timeout(Duration::from_secs(60), changes.next()).await.unwrap();
            changes.forget();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn where_nothing_tells_the_folder_is_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let mut changes = Changes { folder: folder.path().to_owned(), way: Way::Looked(look(folder.path())) };
        assert!(timeout(Duration::from_secs(10), changes.next()).await.is_err(), "nothing was written");
        fs::write(folder.path().join("a"), "x").unwrap();
        changes.next().await;
        assert!(!changes.are_told());
    }
}
