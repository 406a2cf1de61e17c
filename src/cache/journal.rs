//! What is done of a large download, kept beside its partial so that a later run goes on where an earlier one was
//! killed. Holds no content and moves none.
//!
//! The journal of `<stem>.<8 hex>.incomplete` is `<stem>.<8 hex>.parts.incomplete`: the Python client's `cache prune`
//! removes both, and neither name is one that it reads. A header line names the content, `hf-parts 1 <etag> <size>
//! <block>`; behind it stands one byte a block, `1` once the block is written and `0` before. The byte follows the
//! block's own write, so that a killed process loses blocks at most, never marks one that is not there. A crash of
//! the whole machine may: the content's hash decides in the end.
//!
//! The journal is locked while its owner lives. Where locks do not work, a journal whose process (told by the second
//! line of the header) still runs is left alone.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::partial::{JOURNAL_EXTENSION, Site};
use super::{CacheError, Partial};
use crate::base::fs::Fence;

const DONE: u8 = b'1';
const OPEN: u8 = b'0';

/// Which content a journal speaks of.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// Its hash, which is the name of its blob.
    pub etag: &'a str,
    /// Bytes.
    pub size: u64,
    /// Bytes of one block; the last may be shorter.
    pub block: u64,
}

impl Content<'_> {
    fn blocks(&self) -> usize {
        usize::try_from(self.size.div_ceil(self.block)).unwrap_or(usize::MAX)
    }

    fn header(&self) -> String {
        format!("hf-parts 1 {} {} {}\n", self.etag, self.size, self.block)
    }
}

/// The open journal of one partial; its lock goes with it.
#[derive(Debug)]
pub struct Journal {
    fence: Fence,
    file: File,
    path: PathBuf,
    header: u64,
}

/// A partial that outlives its process, with what is done of it.
#[derive(Debug)]
pub struct Kept {
    /// What the content is written into.
    pub partial: Partial,
    /// Where more is to be noted.
    pub journal: Journal,
    /// One a block.
    pub done: Vec<bool>,
}

impl Kept {
    /// Continues the first leftover of this content that this user made and nobody writes, or begins again. Leftovers of
    /// other content, or without a journal, are removed; those of others stay.
    pub(super) fn take(site: &Site<'_>, content: Content<'_>) -> Result<Self, CacheError> {
        for leftover in site.leftovers() {
            match Journal::of(site.fence, &leftover, content) {
                Found::Ours(journal, done) => {
                    if let Ok(partial) = site.reopen(leftover) {
                        return Ok(Self { partial: partial.kept_when_dropped(), journal, done });
                    }
                }
                Found::InUse | Found::Foreign => {}
                Found::Useless => remove_leftover(site.fence, &leftover),
            }
        }
        let partial = site.create()?.kept_when_dropped();
        let journal = Journal::create(site.fence, path_of(partial.path()), content)?;
        Ok(Self { partial, journal, done: vec![false; content.blocks()] })
    }

    /// The content is whole and right: it gets its name. The journal goes last, for without it what is done would be
    /// done in vain; one that is left alone is removed when the next run looks for leftovers.
    ///
    /// # Errors
    /// When the file cannot be moved.
    pub fn commit(self) -> Result<PathBuf, CacheError> {
        let place = self.partial.commit()?;
        drop(self.journal.remove());
        Ok(place)
    }

    /// The content is wrong: nothing of it is worth keeping.
    ///
    /// # Errors
    /// When the journal cannot be removed.
    pub fn discard(self) -> Result<(), CacheError> {
        self.partial.discard();
        self.journal.remove()
    }
}

enum Found {
    Ours(Journal, Vec<bool>),
    /// Somebody writes it.
    InUse,
    /// No journal, or one that does not speak of this content.
    Useless,
    /// Not a file that this user made.
    Foreign,
}

impl Journal {
    fn create(fence: &Fence, path: PathBuf, content: Content<'_>) -> Result<Self, CacheError> {
        let mut file = fence.create_new(&path, None).map_err(CacheError::io("write", &path))?;
        // Where locks do not work, the second line of the header tells whose it is.
        drop(file.try_lock());
        let header = format!("{}{}\n", content.header(), std::process::id());
        let text = [header.as_bytes(), &vec![OPEN; content.blocks()]].concat();
        file.write_all(&text).map_err(CacheError::io("write", &path))?;
        Ok(Self { fence: fence.clone(), file, path, header: header.len() as u64 })
    }

    /// The journal of a leftover.
    fn of(fence: &Fence, leftover: &Path, content: Content<'_>) -> Found {
        match Self::open(fence, &path_of(leftover), content) {
            // The content got its name, and then its process was killed.
            Found::Ours(..) if !leftover.exists() => Found::Useless,
            found => found,
        }
    }

    fn open(fence: &Fence, path: &Path, content: Content<'_>) -> Found {
        let mut file = match fence.open_ours(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Found::Useless,
            Err(_) => return Found::Foreign,
        };
        let locks_work = match file.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock) => return Found::InUse,
            Err(TryLockError::Error(_)) => false,
        };
        let mut text = Vec::new();
        if file.read_to_end(&mut text).is_err() {
            return Found::Useless;
        }
        let Some((owner, header, blocks)) = parse(&text, content) else { return Found::Useless };
        if !locks_work && owner != std::process::id() && is_running(owner) {
            return Found::InUse;
        }
        let done = blocks.iter().map(|block| *block == DONE).collect();
        Found::Ours(Self { fence: fence.clone(), file, path: path.to_owned(), header }, done)
    }

    /// Remembers that a block is written.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn mark(&mut self, block: usize) -> Result<(), CacheError> {
        let place = SeekFrom::Start(self.header + block as u64);
        let marked = self.file.seek(place).and_then(|_| self.file.write_all(&[DONE]));
        marked.map_err(CacheError::io("write", &self.path))
    }

    fn remove(self) -> Result<(), CacheError> {
        self.fence.remove(&self.path).map_err(CacheError::io("remove", &self.path))
    }
}

/// The owner, where the blocks begin, and the blocks; `None` if the journal is of other content or damaged.
fn parse<'t>(text: &'t [u8], content: Content<'_>) -> Option<(u32, u64, &'t [u8])> {
    let rest = text.strip_prefix(content.header().as_bytes())?;
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let owner = str::from_utf8(&rest[..end]).ok()?.parse().ok()?;
    let blocks = &rest[end + 1..];
    (blocks.len() == content.blocks()).then_some((owner, (text.len() - blocks.len()) as u64, blocks))
}

/// Linux tells without a system call of its own; elsewhere, where locks do not work either, nobody is waited for.
fn is_running(process: u32) -> bool {
    Path::new("/proc").join(process.to_string()).exists()
}

/// `<stem>.<8 hex>.parts.incomplete`
fn path_of(partial: &Path) -> PathBuf {
    partial.with_extension(&JOURNAL_EXTENSION[1..])
}

/// Removes what an earlier attempt left, with its journal. What cannot be removed is no harm.
fn remove_leftover(fence: &Fence, leftover: &Path) {
    drop(fence.remove(leftover));
    drop(fence.remove(&path_of(leftover)));
}

/// Removes those that no process writes now.
pub(super) fn remove_abandoned(site: &Site<'_>) {
    for leftover in site.leftovers().into_iter().filter(|leftover| !is_in_use(site.fence, leftover)) {
        remove_leftover(site.fence, &leftover);
    }
}

/// Whether a process writes this leftover now, which may be a journal itself.
pub(super) fn is_in_use(fence: &Fence, leftover: &Path) -> bool {
    let is_journal = leftover.to_string_lossy().ends_with(JOURNAL_EXTENSION);
    let journal = if is_journal { leftover.to_owned() } else { path_of(leftover) };
    let Ok(file) = fence.read(&journal) else { return false };
    matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{Content, Fence, Kept, Site, parse};
    use crate::base::fuzz::{Edit, edited};

    const CONTENT: Content<'static> = Content { etag: "e1", size: 10, block: 4 };

    fn take(folder: &Path, content: Content<'_>) -> Kept {
        let fence = Fence::new(folder.to_owned());
        let site = Site { fence: &fence, folder, stem: content.etag, destination: &folder.join("blob") };
        Kept::take(&site, content).unwrap()
    }

    fn files(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn a_later_run_knows_which_blocks_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = take(folder.path(), CONTENT);
        assert_eq!(first.done, [false; 3]);
        first.journal.mark(1).unwrap();
        drop(first);
        assert_eq!(take(folder.path(), CONTENT).done, [false, true, false]);
        assert_eq!(files(folder.path()), 2);
    }

    #[test]
    fn what_another_writes_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = take(folder.path(), CONTENT);
        first.journal.mark(0).unwrap();
        let second = take(folder.path(), CONTENT);
        assert_eq!(second.done, [false; 3]);
        assert_ne!(first.partial.path(), second.partial.path());
    }

    #[test]
    fn another_size_or_block_drops_what_was_done() {
        let folder = tempfile::tempdir().unwrap();
        take(folder.path(), CONTENT).journal.mark(0).unwrap();
        assert_eq!(take(folder.path(), Content { size: 11, ..CONTENT }).done, [false; 3]);
        assert_eq!(files(folder.path()), 2, "the old partial and its journal are gone");
    }

    #[test]
    fn a_leftover_without_a_journal_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("e1.0123abcd.incomplete"), "x").unwrap();
        drop(take(folder.path(), CONTENT));
        assert_eq!(files(folder.path()), 2);
        assert!(!folder.path().join("e1.0123abcd.incomplete").exists());
    }

    #[test]
    fn committed_content_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        take(folder.path(), CONTENT).commit().unwrap();
        assert_eq!(files(folder.path()), 1);
        assert!(folder.path().join("blob").exists());
    }

    #[test]
    fn a_journal_that_was_left_alone_is_no_start() {
        let folder = tempfile::tempdir().unwrap();
        let mut killed = take(folder.path(), CONTENT);
        killed.journal.mark(0).unwrap();
        killed.partial.commit().unwrap();
        drop(killed.journal);
        assert_eq!(take(folder.path(), CONTENT).done, [false; 3]);
        assert_eq!(files(folder.path()), 3, "the blob and a new partial with its journal");
    }

    #[test]
    fn wrong_content_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        take(folder.path(), CONTENT).discard().unwrap();
        assert_eq!(files(folder.path()), 0);
    }

    #[test]
    fn any_bytes_are_a_journal_of_this_content_or_none() {
        let content = Content { etag: "e", size: 100, block: 10 };
        let example = [content.header().as_bytes(), b"17\n1100000000"].concat();
        bolero::check!().with_type::<Vec<Edit>>().for_each(|edits| {
            let text = edited(&example, edits);
            let Some((_, header, blocks)) = parse(&text, content) else { return };
            assert_eq!((blocks.len(), header as usize + blocks.len()), (content.blocks(), text.len()));
        });
    }
}
