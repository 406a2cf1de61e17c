//! Doing what a [`Removal`] says. A repo or a snapshot is moved away before it is emptied, so that a reader sees all of
//! it or nothing; contents go last, so that a removal that is cut off leaves no link to nothing.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::super::layout::fence_of;
use super::super::live::Live;
use super::super::partial::etag_of;
use super::super::scan::{PartialFile, contents_of, linked_folder};
use super::super::store::{Links, Store};
use super::super::{CacheError, journal, lock};
use super::state::State;
use super::{Counts, Part, Removal};
use crate::base::fs::{Fence, Linked, open_unlinked, random_suffix};
use crate::base::sha::is_lower_hex;

/// What is moved away is here under a name of its own, where no client looks for repos.
const ASIDE: &str = ".locks";
const EXTENSION: &str = "removed";
/// So many blobs are locked together: for each such lot the snapshots are looked at once.
const LOCKS_AT_ONCE: usize = 100;

/// Something that could not be removed.
#[derive(Debug)]
pub struct Remnant {
    /// Where it still is.
    pub path: PathBuf,
    /// Why.
    pub error: CacheError,
}

/// What a removal has removed, and what not.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Repos and revisions.
    pub counts: Counts,
    /// Entries of snapshots that stay.
    pub files: usize,
    /// Unfinished downloads.
    pub partials: usize,
    /// Contents of the store that nobody used.
    pub payloads: usize,
    /// Bytes that are free on the disk now.
    pub freed: u64,
    /// What was left alone because it is not any more what was chosen.
    pub remarks: Vec<CacheError>,
    /// What is still there though it was to go.
    pub remnants: Vec<Remnant>,
}

impl Outcome {
    /// Whether something was removed, or all went as it should.
    pub fn is_worth_telling(&self) -> bool {
        let things = self.counts.repos + self.counts.revisions + self.files + self.partials + self.payloads;
        things > 0 || self.remnants.is_empty()
    }
}

impl Removal {
    /// Removes it. What is gone already is no matter; what cannot be removed is in the answer, and the rest goes. Blocks
    /// the thread.
    ///
    /// What a process is downloading is left: a whole repo if anything in it is, a revision if it may be, a content if its
    /// lock is held. So is what was not there when the cache was scanned, and a content that it shows.
    pub fn run(&self) -> Outcome {
        let fence = Fence::new(self.root.clone());
        let mut run = Run { removal: self, fence, payloads: Vec::new(), outcome: Outcome::default() };
        run.finish_earlier_ones();
        let made_aside = fs::create_dir(self.root.join(ASIDE)).is_ok();
        self.parts.iter().for_each(|part| run.part(part));
        self.partials.iter().for_each(|partial| run.partial(partial));
        run.sweep();
        if made_aside {
            // Another process may have put a lock there.
            drop(fs::remove_dir(self.root.join(ASIDE)));
        }
        run.outcome
    }
}

struct Run<'a> {
    removal: &'a Removal,
    /// Around the cache: a folder that becomes a link meanwhile is not followed.
    fence: Fence,
    /// Contents of the store that may have lost their last user.
    payloads: Vec<PathBuf>,
    outcome: Outcome,
}

/// How a repo is at the moment.
struct Now {
    state: State,
    live: Live,
}

impl Run<'_> {
    /// What a removal moved away that was killed then.
    fn finish_earlier_ones(&mut self) {
        let aside = self.removal.root.join(ASIDE);
        // A link may lead to what was never moved away.
        let is_own = self.fence.check(&aside).is_ok();
        for entry in fs::read_dir(aside).into_iter().flatten().flatten().filter(|_| is_own) {
            let name = entry.file_name().into_string().unwrap_or_default();
            let suffix = name.strip_suffix(EXTENSION).and_then(|name| name.strip_suffix('.'));
            if !suffix.is_some_and(|suffix| suffix.len() == 8 && is_lower_hex(suffix)) {
                continue;
            }
            match fs::remove_dir_all(entry.path()) {
                // The next removal tries again.
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    self.outcome.remarks.push(CacheError::Leftover { path: entry.path(), source: error });
                }
                _ => {}
            }
        }
    }

    fn part(&mut self, part: &Part) {
        if let Some(link) = linked_folder(&part.repo) {
            return self.leave(&part.repo, CacheError::Linked(link));
        }
        let now = Now { state: State::now(&part.repo), live: Live::of(&part.repo) };
        if part.is_whole && now.state.is_within(&part.known) {
            return self.whole(part, &now.live);
        }
        if part.is_whole {
            self.outcome.remarks.push(CacheError::Changed(part.repo.clone()));
        }
        self.some(part, &now);
    }

    fn whole(&mut self, part: &Part, live: &Live) {
        if !live.is_empty() {
            return self.leave(&part.repo, CacheError::InUse(part.repo.clone()));
        }
        if let Some(store) = Store::open(&self.removal.root) {
            let blobs = fs::read_dir(part.repo.join("blobs")).into_iter().flatten().flatten();
            self.payloads.extend(blobs.filter_map(|blob| store.payload_of(&blob.path())));
        }
        if self.discard(&part.repo) {
            self.outcome.counts.repos += 1;
            self.outcome.counts.revisions += part.snapshots.len();
            self.outcome.freed += part.contents.values().sum::<u64>();
        }
    }

    /// Revisions or files of a repo of which something stays.
    fn some(&mut self, part: &Part, now: &Now) {
        let mut gone: Vec<&Path> = part.snapshots.iter().map(PathBuf::as_path).collect();
        gone.retain(|snapshot| self.snapshot(part, now, snapshot));
        self.outcome.counts.revisions += gone.len();
        self.outcome.counts.partial += gone.len();
        for entry in &part.entries {
            if now.live.may_be_for(&part.commit_of(entry)) {
                self.leave(entry, CacheError::InUse(entry.clone()));
            } else if self.remove_file(entry) {
                self.outcome.files += 1;
                gone.push(entry);
            }
        }
        let is_copy = |content: &Path| gone.iter().any(|gone| content.starts_with(gone));
        let copies = part.contents.iter().filter(|(content, _)| is_copy(content));
        self.outcome.freed += copies.map(|(_, bytes)| bytes).sum::<u64>();
        self.blobs(part);
        self.payloads.extend(part.payloads.iter().cloned());
    }

    /// Gives whether it is gone.
    fn snapshot(&mut self, part: &Part, now: &Now, snapshot: &Path) -> bool {
        let commit = part.commit_of(snapshot);
        let refs = now.state.refs_to(&commit);
        if self.removal.is_by_rule && !refs.is_subset(&part.known.refs_to(&commit)) {
            self.outcome.remarks.push(CacheError::Named(snapshot.to_owned()));
            return false;
        }
        if now.live.may_be_for(&commit) {
            self.leave(snapshot, CacheError::InUse(snapshot.to_owned()));
            return false;
        }
        // First: a ref to nothing makes the Python client leave out the whole repo.
        for path in refs.into_iter().map(|name| part.repo.join("refs").join(name)) {
            if open_unlinked(&path).and_then(io::read_to_string).is_ok_and(|meant| meant.trim() == commit) {
                self.remove_file(&path);
            }
        }
        self.discard(snapshot)
    }

    /// Moves a folder away and empties it there. Gives whether it is gone.
    fn discard(&mut self, folder: &Path) -> bool {
        self.discard_by(folder, |place| fs::remove_dir_all(place))
    }

    fn discard_by(&mut self, folder: &Path, empty: impl Fn(&Path) -> io::Result<()>) -> bool {
        let aside = self.removal.root.join(ASIDE).join(format!("{}.{EXTENSION}", random_suffix()));
        match self.fence.rename(folder, &aside) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return true,
            Err(error) if Linked::of(&error).is_some() => return self.is_gone(folder, Err(error)),
            // On another disk, or where nothing can be moved: it is emptied where it is.
            Err(_) => return self.is_gone(folder, empty(folder)),
        }
        let emptied = empty(&aside);
        // What is left of it is where it was, unless something else is there now.
        let is_back = emptied.is_err() && self.fence.rename(&aside, folder).is_ok();
        self.is_gone(if is_back { folder } else { &aside }, emptied)
    }

    /// The contents that are blobs of the repo, unless a snapshot shows them by now. A download makes the entry before it
    /// lets the lock of the blob go, so what no entry shows while the lock is held here is shown by none.
    fn blobs(&mut self, part: &Part) {
        let blobs: Vec<_> = part.contents.iter().filter(|(content, _)| part.has_blob(content)).collect();
        for some in blobs.chunks(LOCKS_AT_ONCE) {
            let locked: Vec<_> =
                some.iter().filter_map(|(blob, bytes)| Some((blob, bytes, self.lock(part, blob)?))).collect();
            let shown: HashSet<PathBuf> = contents_of(&part.repo);
            for (blob, bytes, _lock) in locked {
                if !shown.contains(*blob) && self.remove_file(blob) {
                    self.outcome.freed += *bytes;
                }
            }
        }
    }

    fn lock(&mut self, part: &Part, blob: &Path) -> Option<lock::Brief> {
        let etag = blob.file_name().unwrap_or_default().to_string_lossy();
        match lock::Brief::take(&part.repo, &etag) {
            Ok(Some(lock)) => return Some(lock),
            Ok(None) => self.leave(blob, CacheError::InUse(blob.to_owned())),
            Err(error) => self.leave(blob, error),
        }
        None
    }

    /// An unfinished download, if nobody has gone on with it since it was chosen.
    fn partial(&mut self, partial: &PartialFile) {
        let name = partial.path.file_name().unwrap_or_default().to_string_lossy();
        let Some((repo, etag)) = partial.path.ancestors().nth(2).zip(etag_of(&name)) else { return };
        if linked_folder(repo).is_some() {
            return;
        }
        match lock::Brief::take(repo, etag) {
            Ok(Some(_lock)) if !journal::is_in_use(&fence_of(repo), &partial.path) => {
                if self.remove_file(&partial.path) {
                    self.outcome.partials += 1;
                    self.outcome.freed += partial.size;
                }
            }
            Ok(_) => {}
            Err(error) => self.leave(&partial.path, error),
        }
    }

    fn sweep(&mut self) {
        let Some(store) = Store::open(&self.removal.root) else { return };
        let lost: BTreeSet<PathBuf> = self.payloads.drain(..).chain(self.removal.unused.iter().cloned()).collect();
        let links = if lost.is_empty() { Links::new() } else { store.links() };
        for payload in lost.difference(&self.removal.kept) {
            match store.sweep(payload, &links) {
                Ok(Some(bytes)) => {
                    self.outcome.freed += bytes;
                    self.outcome.payloads += usize::from(self.removal.unused.contains(payload));
                }
                Ok(None) => {}
                Err(error) => drop(self.is_gone(payload, Err(error))),
            }
        }
    }

    fn remove_file(&mut self, path: &Path) -> bool {
        self.is_gone(path, self.fence.remove(path))
    }

    fn is_gone(&mut self, path: &Path, removed: io::Result<()>) -> bool {
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                self.leave(path, CacheError::io("remove", path)(error));
                false
            }
            _ => true,
        }
    }

    fn leave(&mut self, path: &Path, error: CacheError) {
        self.outcome.remnants.push(Remnant { path: path.to_owned(), error });
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{self, ErrorKind};
    use std::path::Path;

    use super::{Fence, Outcome, Run};
    use crate::cache::removal::Removal;
    use crate::cache::scan::tests::filled;

    fn half(place: &Path) -> io::Result<()> {
        fs::remove_dir_all(place.join("refs"))?;
        Err(ErrorKind::PermissionDenied.into())
    }

    #[test]
    fn what_cannot_be_removed_is_where_it_was_or_where_it_is_said_to_be() {
        let filled = filled();
        let removal = Removal { root: filled.path(""), ..Removal::default() };
        let fence = Fence::new(removal.root.clone());
        let mut run = Run { removal: &removal, fence, payloads: Vec::new(), outcome: Outcome::default() };
        fs::create_dir(filled.path(".locks")).unwrap();
        let repo = filled.path("datasets--rows");
        assert!(!run.discard_by(&repo, half));
        assert_eq!(run.outcome.remnants[0].path, repo);
        assert!(repo.join("snapshots").exists() && !repo.join("refs").exists());

        let in_its_place = |place: &Path| {
            filled.write("datasets--rows/refs/main", "new");
            half(place).and_then(|()| half(place))
        };
        filled.write("datasets--rows/refs/main", "old");
        assert!(!run.discard_by(&repo, in_its_place));
        let left = &run.outcome.remnants[1].path;
        assert!(left.starts_with(filled.path(".locks")) && left.join("snapshots").exists());
        assert_eq!(fs::read_to_string(repo.join("refs/main")).unwrap(), "new");
    }
}
