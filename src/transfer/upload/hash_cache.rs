//! Hashes of large local files, kept from one upload to the next, so that what has not changed is not read again. Knows
//! nothing of the Hub, and never fails: a hash that cannot be looked up or kept is computed.
//!
//! The file (`$HF_HOME/hf/hashes`) has a line a hash: 64 hex digits that name a file in a state, a space, and the hash,
//! or `-` where an earlier line no longer holds. The name is the SHA-256 of the kind of hash, the absolute path, the
//! size, the times of the last change of content and of inode, and the inode's number; so no path can be read from it,
//! and whatever changes about a file gives it another name. The last line of a name counts.
//!
//! A line is appended by one write as soon as a hash is known: an upload that is cut off keeps what it has computed,
//! and processes do not wait for one another. A line that is torn or means nothing is passed over. Once there are
//! twice as many lines as are kept, the older half goes: the file is written anew beside its place and renamed.
//!
//! A file that was written to a moment ago is not remembered: it could be written to again within the same tick of its
//! file system's clock, and seem unchanged.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use super::UploadError;
use super::content::Source;
use crate::base::fs::{Stamp, write_beside};
use crate::base::sha::{ContentHash, is_hash, is_lower_hex};

/// Lines that are kept; some 130 bytes each.
const MOST_LINES: usize = 50_000;
const NAME_DIGITS: usize = 64;
const FORGOTTEN: &str = "-";

/// Which hash of a file is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Sha256,
    GitBlob,
}

impl Kind {
    pub(super) fn hasher(self, size: u64) -> ContentHash {
        match self {
            Self::Sha256 => ContentHash::sha256(),
            Self::GitBlob => ContentHash::git_blob(size),
        }
    }

    fn digits(self) -> usize {
        match self {
            Self::Sha256 => 64,
            Self::GitBlob => 40,
        }
    }
}

/// Remembers hashes; without a file, for nobody.
#[derive(Debug)]
pub(super) struct HashCache {
    file: Option<PathBuf>,
    /// Read when the first hash is looked up.
    known: Mutex<Option<HashMap<String, String>>>,
}

impl HashCache {
    /// Names the file; nothing is read or made.
    pub(super) fn new(file: Option<PathBuf>) -> Self {
        Self { file, known: Mutex::default() }
    }

    /// The hash of a file's content, which is read only if nothing is known of it. Blocks.
    ///
    /// # Errors
    /// [`UploadError`] when the file cannot be read, or is not what was planned.
    pub(super) fn hash(&self, source: &Source, kind: Kind) -> Result<String, UploadError> {
        let is_as_planned = source.look_again()? == source.stamp;
        let known = self.name_of(source, kind).filter(|_| is_as_planned).and_then(|name| self.look_up(&name));
        if let Some(hash) = known.filter(|hash| hash.len() == kind.digits()) {
            return Ok(hash);
        }
        let hash = source.hash(kind.hasher(source.size))?;
        self.learn(source, kind, &hash);
        Ok(hash)
    }

    /// Keeps the hash of what was read since the upload was planned. Blocks.
    pub(super) fn learn(&self, source: &Source, kind: Kind, hash: &str) {
        let Some(name) = self.name_of(source, kind).filter(|_| source.is_settled) else { return };
        let is_as_planned = source.look_again().is_ok_and(|stamp| stamp == source.stamp);
        if is_as_planned && self.look_up(&name).is_none() {
            self.keep(&name, hash);
        }
    }

    /// What is known of a file does not hold: the store has found its content to be another.
    pub(super) fn forget(&self, source: &Source, kind: Kind) {
        let Some(name) = self.name_of(source, kind) else { return };
        if self.look_up(&name).is_some() {
            self.keep(&name, FORGOTTEN);
        }
    }

    /// The name of a file in the state that it was planned in; `None` if there is nowhere to keep its hash, or no use.
    fn name_of(&self, source: &Source, kind: Kind) -> Option<String> {
        self.file.as_ref().filter(|_| !source.may_grow)?;
        let Source { size, stamp: Stamp { modified, changed, inode }, .. } = source;
        let since = |time: &SystemTime| time.duration_since(UNIX_EPOCH).ok();
        let path = std::path::absolute(&source.local).ok()?;
        let mut hash = ContentHash::sha256();
        hash.update(format!("{kind:?} {size} {:?} {:?} {inode} ", since(modified)?, since(changed)?).as_bytes());
        hash.update(path.as_os_str().as_encoded_bytes());
        Some(hash.finish())
    }

    fn look_up(&self, name: &str) -> Option<String> {
        self.known().as_ref()?.get(name).filter(|hash| *hash != FORGOTTEN).cloned()
    }

    fn keep(&self, name: &str, hash: &str) {
        if let Some(known) = self.known().as_mut() {
            known.insert(name.to_owned(), hash.to_owned());
        }
        if let Some(file) = &self.file {
            // It would be worth something, but is not worth an error.
            drop(append(file, &format!("{name} {hash}\n")));
        }
    }

    fn known(&self) -> MutexGuard<'_, Option<HashMap<String, String>>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_none() {
            *known = Some(self.file.as_deref().map(read).unwrap_or_default());
        }
        known
    }
}

fn append(file: &Path, line: &str) -> io::Result<()> {
    let open = || OpenOptions::new().append(true).create(true).open(file);
    let mut opened = match (open(), file.parent()) {
        (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            open()?
        }
        (opened, _) => opened?,
    };
    opened.write_all(line.as_bytes())
}

/// All that the file says, after a look at its length.
fn read(file: &Path) -> HashMap<String, String> {
    let Ok(bytes) = fs::read(file) else { return HashMap::new() };
    let lines: Vec<(&str, &str)> = bytes.split(|byte| *byte == b'\n').filter_map(parse).collect();
    let surplus = if lines.len() >= MOST_LINES * 2 { lines.len() - MOST_LINES } else { 0 };
    let kept = &lines[surplus..];
    if surplus > 0 {
        let text: String = kept.iter().map(|(name, hash)| format!("{name} {hash}\n")).collect();
        // If it cannot be shortened it grows on, and the next run tries again.
        drop(write_beside(file, text.as_bytes(), None));
    }
    kept.iter().map(|(name, hash)| ((*name).to_owned(), (*hash).to_owned())).collect()
}

fn parse(line: &[u8]) -> Option<(&str, &str)> {
    let (name, hash) = str::from_utf8(line).ok()?.split_once(' ')?;
    let is_known = hash == FORGOTTEN || is_hash(hash);
    (name.len() == NAME_DIGITS && is_lower_hex(name) && is_known).then_some((name, hash))
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    use tempfile::TempDir;

    use super::{HashCache, Kind, MOST_LINES};
    use crate::base::sha::ContentHash;
    use crate::transfer::upload::content::Source;

    struct Sandbox {
        folder: TempDir,
        source: Source,
    }

    /// A file of zeros, and room for a cache.
    fn sandbox() -> Sandbox {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data");
        File::create(&path).unwrap().set_len(1000).unwrap();
        let source = Source::of_file(&path).unwrap();
        Sandbox { folder, source }
    }

    impl Sandbox {
        fn file(&self) -> PathBuf {
            self.folder.path().join("home/hf/hashes")
        }

        fn cache(&self) -> HashCache {
            HashCache::new(Some(self.file()))
        }

        /// Puts a line into the cache: no file is old enough here to be remembered by itself.
        fn remember(&self, kind: Kind, hash: &str) {
            self.cache().learn(&Source { is_settled: true, ..self.source.clone() }, kind, hash);
        }

        fn lines(&self) -> usize {
            fs::read_to_string(self.file()).unwrap_or_default().lines().count()
        }
    }

    fn digest(digit: &str) -> String {
        digit.repeat(64)
    }

    fn right(path: &Path) -> String {
        ContentHash::sha256_of_file(path).unwrap()
    }

    #[test]
    fn what_is_known_is_not_read_again() {
        let sandbox = sandbox();
        sandbox.remember(Kind::Sha256, &digest("a"));
        assert_eq!(sandbox.cache().hash(&sandbox.source, Kind::Sha256).unwrap(), digest("a"));
    }

    #[test]
    fn each_kind_of_hash_is_known_by_itself() {
        let sandbox = sandbox();
        sandbox.remember(Kind::Sha256, &digest("a"));
        let git = ContentHash::git_blob_of_file(&sandbox.source.local).unwrap();
        assert_eq!(sandbox.cache().hash(&sandbox.source, Kind::GitBlob).unwrap(), git);
    }

    #[test]
    fn a_file_that_was_written_to_is_read_again() {
        let sandbox = sandbox();
        sandbox.remember(Kind::Sha256, &digest("a"));
        let file = File::options().write(true).open(&sandbox.source.local).unwrap();
        let later = sandbox.source.stamp.modified + Duration::from_nanos(1_000);
        file.set_modified(later).unwrap();
        let source = Source::of_file(&sandbox.source.local).unwrap();
        assert_eq!(sandbox.cache().hash(&source, Kind::Sha256).unwrap(), right(&source.local));
    }

    #[cfg(unix)]
    #[test]
    fn another_file_with_the_same_name_size_and_time_is_read() {
        let sandbox = sandbox();
        sandbox.remember(Kind::Sha256, &digest("a"));
        let other = sandbox.folder.path().join("other");
        let file = File::create(&other).unwrap();
        file.set_len(1000).unwrap();
        file.set_modified(sandbox.source.stamp.modified).unwrap();
        fs::rename(&other, &sandbox.source.local).unwrap();
        let mut planned = sandbox.source.clone();
        // All this may happen within one tick of the clock.
        planned.stamp.changed -= Duration::from_secs(1);
        assert!(sandbox.cache().hash(&planned, Kind::Sha256).is_err(), "it is not what was planned");
        let source = Source::of_file(&sandbox.source.local).unwrap();
        assert_eq!(sandbox.cache().hash(&source, Kind::Sha256).unwrap(), right(&source.local));
    }

    #[test]
    fn only_what_was_left_alone_for_a_while_is_remembered() {
        let sandbox = sandbox();
        assert!(!sandbox.source.is_settled);
        sandbox.cache().hash(&sandbox.source, Kind::Sha256).unwrap();
        assert_eq!(sandbox.lines(), 0);
        let settled = Source { is_settled: true, ..sandbox.source.clone() };
        sandbox.cache().hash(&settled, Kind::Sha256).unwrap();
        assert_eq!(sandbox.lines(), 1);
    }

    #[test]
    fn files_that_grow_are_read_each_time() {
        let sandbox = sandbox();
        let growing = Source { may_grow: true, is_settled: true, ..sandbox.source.clone() };
        sandbox.cache().hash(&growing, Kind::Sha256).unwrap();
        assert_eq!(sandbox.lines(), 0);
    }

    #[test]
    fn lines_that_mean_nothing_are_passed_over() {
        let sandbox = sandbox();
        sandbox.remember(Kind::Sha256, &digest("a"));
        let line = fs::read_to_string(sandbox.file()).unwrap();
        for garbage in ["\0\u{1}", &line[..line.len() - 9], "x y", &format!("{} zz", digest("b"))] {
            fs::write(sandbox.file(), format!("{garbage}\n{line}{garbage}")).unwrap();
            assert_eq!(sandbox.cache().hash(&sandbox.source, Kind::Sha256).unwrap(), digest("a"), "{garbage}");
        }
    }

    #[test]
    fn what_is_forgotten_is_read_again() {
        let sandbox = sandbox();
        sandbox.remember(Kind::Sha256, &digest("a"));
        sandbox.cache().forget(&sandbox.source, Kind::Sha256);
        assert_eq!(sandbox.cache().hash(&sandbox.source, Kind::Sha256).unwrap(), right(&sandbox.source.local));
    }

    #[test]
    fn the_older_half_goes_when_there_are_twice_as_many_as_are_kept() {
        let sandbox = sandbox();
        sandbox.remember(Kind::Sha256, &digest("a"));
        let line = fs::read_to_string(sandbox.file()).unwrap();
        let other = format!("{} {}\n", digest("0"), digest("1"));
        fs::write(sandbox.file(), other.repeat(MOST_LINES * 2) + &line).unwrap();
        assert_eq!(sandbox.cache().hash(&sandbox.source, Kind::Sha256).unwrap(), digest("a"));
        assert_eq!(sandbox.lines(), MOST_LINES);
    }

    #[test]
    fn a_cache_that_cannot_be_written_is_no_error() {
        let sandbox = sandbox();
        let file = sandbox.folder.path().join("data/below");
        let cache = HashCache::new(Some(file));
        cache.keep(&digest("0"), &digest("1"));
        assert_eq!(cache.hash(&sandbox.source, Kind::Sha256).unwrap(), right(&sandbox.source.local));
    }
}
