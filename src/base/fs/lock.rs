//! A lock between processes, held on a file that exists for nothing else. The same as the one of Python's `filelock`
//! package: `flock` on Unix, and where the file system has none, the existence of the file is the lock.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::{Duration, SystemTime};

use super::{Fence, random_suffix, set_mode};
use crate::base::machine::host_name;

/// Group-writable, so that users who share a folder can wait for one another.
const MODE: u32 = 0o664;
const POLL: Duration = Duration::from_millis(100);
/// A lock file without a readable holder counts as left behind after this long.
const TORN_AFTER: Duration = Duration::from_secs(10);
/// The kernel's own number of the namespace that it starts with.
const FIRST_PID_NAMESPACE: u64 = 0xEFFF_FFFC;

/// A lock that is held until it is dropped. The lock file stays where the system keeps the lock; it goes with the
/// lock where its existence is the lock.
#[derive(Debug)]
pub struct FileLock {
    held: Held,
}

#[derive(Debug)]
enum Held {
    /// Closing the file lets the lock go.
    System {
        _file: File,
    },
    Existence(Fence, PathBuf),
}

impl FileLock {
    /// Takes the lock if nobody holds it: `None` means that somebody does. The folder of the file must exist.
    pub fn try_acquire(fence: &Fence, path: &Path) -> io::Result<Option<Self>> {
        let (file, created) = open(fence, path)?;
        match file.try_lock() {
            // Who held the lock may have removed the file: then this is a lock on nothing.
            Ok(()) if is_removed(&file)? => Ok(None),
            Ok(()) => Ok(Some(Self { held: Held::System { _file: file } })),
            Err(TryLockError::WouldBlock) => Ok(None),
            // Whatever the file system has against locks, and they refuse them with any error.
            Err(TryLockError::Error(_)) => {
                if created {
                    fence.remove(path)?;
                }
                Self::try_by_existence(fence, path)
            }
        }
    }

    /// Waits for the lock, however long it takes. Blocks the thread: from asynchronous code, call
    /// [`Self::try_acquire`] again after a while instead.
    pub fn acquire(fence: &Fence, path: &Path) -> io::Result<Self> {
        loop {
            match Self::try_acquire(fence, path)? {
                Some(lock) => return Ok(lock),
                None => thread::sleep(POLL),
            }
        }
    }

    fn try_by_existence(fence: &Fence, path: &Path) -> io::Result<Option<Self>> {
        match fence.create_new(path, None) {
            Ok(mut file) => {
                let held = Self { held: Held::Existence(fence.clone(), path.to_owned()) };
                file.write_all(format!("{}\n{}\n", process::id(), lock_host()).as_bytes())?;
                Ok(Some(held))
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                remove_if_abandoned(fence, path)?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        if let Held::Existence(fence, path) = &self.held {
            // Nobody to tell; whoever waits finds this process gone and removes the file.
            drop(fence.remove(path));
        }
    }
}

/// Opens the lock file; returns whether this call made it: only its maker sets the mode.
fn open(fence: &Fence, path: &Path) -> io::Result<(File, bool)> {
    let (file, created) = fence.open_or_create(path)?;
    if created {
        set_mode(&file, MODE);
    }
    Ok((file, created))
}

#[cfg(unix)]
fn is_removed(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(file.metadata()?.nlink() == 0)
}

/// A file that is open cannot be removed.
#[cfg(not(unix))]
fn is_removed(_file: &File) -> io::Result<bool> {
    Ok(false)
}

/// Removes a lock whose holder, written in it, no longer runs on this machine. It is moved aside first and looked at
/// again, so that a lock which somebody took in between is given back.
fn remove_if_abandoned(fence: &Fence, path: &Path) -> io::Result<()> {
    let Ok((seen, modified)) = looked_at(fence, path) else { return Ok(()) };
    if !is_abandoned(&seen, modified) {
        return Ok(());
    }
    let mut aside = path.as_os_str().to_owned();
    aside.push(format!(".{}.tmp", random_suffix()));
    let aside = PathBuf::from(aside);
    if fence.rename(path, &aside).is_err() {
        return Ok(());
    }
    if looked_at(fence, &aside)?.0 == seen { fence.remove(&aside) } else { fence.rename(&aside, path) }
}

/// What a lock file says, and when that was written.
fn looked_at(fence: &Fence, path: &Path) -> io::Result<(String, Option<SystemTime>)> {
    let file = fence.read(path)?;
    let modified = file.metadata()?.modified().ok();
    Ok((io::read_to_string(file)?, modified))
}

fn is_abandoned(content: &str, modified: Option<SystemTime>) -> bool {
    let mut lines = content.lines();
    let (pid, host) = (lines.next().and_then(|line| line.parse::<u32>().ok()), lines.next());
    match (pid, host) {
        (Some(pid), Some(host)) => host == lock_host() && is_gone(pid),
        // Written by nobody that is still at it: the record follows the making of the file at once.
        _ => modified.is_some_and(|modified| modified.elapsed().is_ok_and(|age| age > TORN_AFTER)),
    }
}

/// Whether no process has the number. Only Linux tells without a system call of its own; elsewhere a lock left
/// behind has to be removed by hand.
fn is_gone(pid: u32) -> bool {
    Path::new("/proc/self").exists() && !Path::new("/proc").join(pid.to_string()).exists()
}

/// The name by which `filelock` tells who may look for a process: the machine's, and on Linux the PID namespace unless
/// it is the first one, for two containers may share a name and not their processes.
fn lock_host() -> String {
    let name = host_name();
    match fs::read_link("/proc/self/ns/pid").ok().as_deref().and_then(namespace_number) {
        Some(number) if number != FIRST_PID_NAMESPACE => format!("{name}?pidns-{number:x}"),
        _ => name,
    }
}

/// The number in `pid:[4026531836]`.
fn namespace_number(link: &Path) -> Option<u64> {
    link.to_str()?.strip_prefix("pid:[")?.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::thread;

    use super::{Fence, FileLock, Held, TORN_AFTER, lock_host};

    #[test]
    fn one_holder_at_a_time_and_the_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (fence, path) = (Fence::new(folder.path().to_owned()), folder.path().join("x.lock"));
        let lock = FileLock::try_acquire(&fence, &path).unwrap().unwrap();
        assert!(FileLock::try_acquire(&fence, &path).unwrap().is_none());
        drop(lock);
        assert!(path.exists());
        assert!(FileLock::try_acquire(&fence, &path).unwrap().is_some());
    }

    #[test]
    fn who_waits_gets_the_lock_when_it_is_let_go() {
        let folder = tempfile::tempdir().unwrap();
        let (fence, path) = (Fence::new(folder.path().to_owned()), folder.path().join("x.lock"));
        let lock = FileLock::acquire(&fence, &path).unwrap();
        let waiting = thread::spawn(move || FileLock::acquire(&fence, &path).is_ok());
        drop(lock);
        assert!(waiting.join().unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn the_file_can_be_used_by_the_group() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (fence, path) = (Fence::new(folder.path().to_owned()), folder.path().join("x.lock"));
        drop(FileLock::acquire(&fence, &path).unwrap());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o664);
    }

    #[test]
    fn a_lock_by_existence_goes_with_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let (fence, path) = (Fence::new(folder.path().to_owned()), folder.path().join("x.lock"));
        let lock = FileLock::try_by_existence(&fence, &path).unwrap().unwrap();
        assert!(matches!(lock.held, Held::Existence(..)));
        assert!(FileLock::try_by_existence(&fence, &path).unwrap().is_none());
        assert!(path.exists(), "its holder lives");
        drop(lock);
        assert!(!path.exists());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_lock_of_a_dead_process_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (fence, path) = (Fence::new(folder.path().to_owned()), folder.path().join("x.lock"));
        fs::write(&path, format!("4294967294\n{}\n", lock_host())).unwrap();
        assert!(FileLock::try_by_existence(&fence, &path).unwrap().is_none());
        assert!(FileLock::try_by_existence(&fence, &path).unwrap().is_some());
    }

    #[test]
    fn the_lock_of_another_machine_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (fence, path) = (Fence::new(folder.path().to_owned()), folder.path().join("x.lock"));
        fs::write(&path, "4294967294\nelsewhere.example\n").unwrap();
        assert!(FileLock::try_by_existence(&fence, &path).unwrap().is_none());
        assert!(path.exists());
    }

    #[test]
    fn an_empty_lock_is_removed_once_it_is_old() {
        let folder = tempfile::tempdir().unwrap();
        let (fence, path) = (Fence::new(folder.path().to_owned()), folder.path().join("x.lock"));
        let file = File::create(&path).unwrap();
        assert!(FileLock::try_by_existence(&fence, &path).unwrap().is_none());
        assert!(path.exists(), "its maker may be about to write its name");
        file.set_modified(std::time::SystemTime::now() - TORN_AFTER * 2).unwrap();
        assert!(FileLock::try_by_existence(&fence, &path).unwrap().is_none());
        assert!(FileLock::try_by_existence(&fence, &path).unwrap().is_some());
    }
}
