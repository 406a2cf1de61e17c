//! Which files of a folder somebody opens: the system tells.

use std::collections::BTreeSet;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::inotify::{CreateFlags, Reader, WatchFlags, add_watch, init};
use rustix::io::Errno;

/// Listens from its making on.
pub struct Opens(OwnedFd);

impl Opens {
    /// Of the files right in the folder.
    pub fn of(folder: &Path) -> Self {
        let listener = init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).unwrap();
        add_watch(&listener, folder, WatchFlags::OPEN).unwrap();
        Self(listener)
    }

    /// The names of those that were opened so far.
    pub fn so_far(self) -> BTreeSet<String> {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut reader = Reader::new(self.0, &mut buffer);
        let mut names = BTreeSet::new();
        loop {
            match reader.next() {
                Ok(event) => names.extend(event.file_name().map(|name| name.to_string_lossy().into_owned())),
                Err(Errno::WOULDBLOCK) => return names,
                Err(error) => panic!("cannot listen: {error}"),
            }
        }
    }
}
