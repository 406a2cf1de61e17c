//! Doing what a [`Removal`] says. A repo or a snapshot is moved away before it is emptied, so that a reader sees all of
//! it or nothing; contents go last, so that a removal that is cut off leaves no link to nothing.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::super::scan::{PartialFile, contents_of, partials_of};
use super::super::store::Store;
use super::super::{CacheError, lock};
use super::Removal;
use crate::base::fs::random_suffix;
use crate::base::sha::is_lower_hex;

/// What is moved away is here under a name of its own, where no client looks for repos.
const ASIDE: &str = ".locks";
const EXTENSION: &str = "removed";

/// Something that could not be removed.
#[derive(Debug)]
pub struct Remnant {
    pub path: PathBuf,
    pub error: CacheError,
}

impl Removal {
    /// Removes it. What is gone already is no matter; what cannot be removed is in the answer, and the rest goes. Blocks
    /// the thread.
    ///
    /// What a process is downloading is left: a whole repo if anything in it is, a content if its lock is held. So is a
    /// content that a snapshot shows which was not there when the cache was scanned.
    pub fn run(&self) -> Vec<Remnant> {
        let mut run = Run { root: &self.root, payloads: Vec::new(), remnants: Vec::new() };
        run.finish_earlier_ones();
        let made_aside = fs::create_dir(self.root.join(ASIDE)).is_ok();
        for path in &self.entries {
            run.remove_file(path);
        }
        self.repos.iter().for_each(|repo| run.repo(repo));
        self.refs.iter().for_each(|path| run.remove_file(path));
        self.snapshots.iter().for_each(|path| run.discard(path));
        run.blobs(&self.blobs);
        for path in &self.partials {
            run.partial(path);
        }
        run.payloads.extend(self.payloads.iter().cloned());
        run.sweep();
        if made_aside {
            // Another process may have put a lock there.
            drop(fs::remove_dir(self.root.join(ASIDE)));
        }
        run.remnants
    }
}

struct Run<'a> {
    root: &'a Path,
    /// Contents of the store that may have lost their last user.
    payloads: Vec<PathBuf>,
    remnants: Vec<Remnant>,
}

impl Run<'_> {
    /// What a removal moved away that was killed then.
    fn finish_earlier_ones(&self) {
        for entry in fs::read_dir(self.root.join(ASIDE)).into_iter().flatten().flatten() {
            let name = entry.file_name().into_string().unwrap_or_default();
            let suffix = name.strip_suffix(EXTENSION).and_then(|name| name.strip_suffix('.'));
            if suffix.is_some_and(|suffix| suffix.len() == 8 && is_lower_hex(suffix)) {
                // The next removal tries again.
                drop(fs::remove_dir_all(entry.path()));
            }
        }
    }

    fn repo(&mut self, repo: &Path) {
        if partials_of(repo).iter().any(PartialFile::is_live) {
            self.remnants.push(Remnant { path: repo.to_owned(), error: CacheError::InUse(repo.to_owned()) });
            return;
        }
        if let Some(store) = Store::open(self.root) {
            let blobs = fs::read_dir(repo.join("blobs")).into_iter().flatten().flatten();
            self.payloads.extend(blobs.filter_map(|blob| store.payload_of(&blob.path())));
        }
        self.discard(repo);
    }

    /// Moves a folder away and empties it there.
    fn discard(&mut self, folder: &Path) {
        let aside = self.root.join(ASIDE).join(format!("{}.{EXTENSION}", random_suffix()));
        let place = match fs::rename(folder, &aside) {
            Ok(()) => &aside,
            Err(error) if error.kind() == ErrorKind::NotFound => return,
            // On another disk, or where nothing can be moved: it is emptied where it is.
            Err(_) => folder,
        };
        self.note(folder, fs::remove_dir_all(place));
    }

    fn blobs<'b>(&mut self, blobs: impl IntoIterator<Item = &'b PathBuf>) {
        let mut by_repo: BTreeMap<&Path, Vec<&Path>> = BTreeMap::new();
        for blob in blobs {
            by_repo.entry(blob.ancestors().nth(2).unwrap_or(blob)).or_default().push(blob);
        }
        for (repo, blobs) in by_repo {
            // Somebody may have fetched another revision since the scan, while a question stood open.
            let shown: HashSet<PathBuf> = contents_of(repo);
            for blob in blobs.into_iter().filter(|blob| !shown.contains(*blob)) {
                if lock::is_held(&lock_of(self.root, blob)) {
                    self.remnants.push(Remnant { path: blob.to_owned(), error: CacheError::InUse(blob.to_owned()) });
                } else {
                    self.remove_file(blob);
                }
            }
        }
    }

    /// An unfinished download, if nobody has gone on with it since it was chosen.
    fn partial(&mut self, path: &Path) {
        if !(PartialFile { path: path.to_owned(), size: 0 }).is_live() {
            self.remove_file(path);
        }
    }

    fn sweep(&mut self) {
        let Some(store) = Store::open(self.root) else { return };
        self.payloads.sort_unstable();
        self.payloads.dedup();
        for payload in std::mem::take(&mut self.payloads) {
            self.note(&payload, store.sweep(&payload).map(drop));
        }
    }

    fn remove_file(&mut self, path: &Path) {
        self.note(path, fs::remove_file(path));
    }

    fn note(&mut self, path: &Path, removed: io::Result<()>) {
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                self.remnants.push(Remnant { path: path.to_owned(), error: CacheError::io("remove", path)(error) });
            }
            _ => {}
        }
    }
}

/// The lock of a blob: `.locks/<repo>/<etag>.lock`.
fn lock_of(root: &Path, blob: &Path) -> PathBuf {
    let repo = blob.ancestors().nth(2).and_then(Path::file_name).unwrap_or_default();
    let mut name = blob.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    root.join(".locks").join(repo).join(name)
}
