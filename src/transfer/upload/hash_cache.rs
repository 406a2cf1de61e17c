//! Hashes of large local files, kept from one upload to the next, so that what has not changed is not read again. Knows
//! nothing of the Hub, and never fails: a hash that cannot be looked up or kept is computed.
//!
//! They are in a [`Ledger`] (`$HF_XET_CACHE/hf/hashes`). The name of a hash is the SHA-256 of its kind, the absolute path, the
//! size, the times of the last change of content and of inode, and the inode's number; so no path can be read from it,
//! and whatever changes about a file gives it another name.
//!
//! A file that was written to a moment ago is not remembered: it could be written to again within the same tick of its
//! file system's clock, and seem unchanged.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use super::UploadError;
use super::content::Source;
use crate::base::fs::Stamp;
use crate::base::ledger::Ledger;
use crate::base::sha::ContentHash;

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
pub(super) struct HashCache(Ledger);

impl HashCache {
    /// Names the file; nothing is read or created.
    pub(super) fn new(file: Option<PathBuf>) -> Self {
        Self(Ledger::new(file))
    }

    /// The hash of a file's content, which is read only if nothing is known of it. Blocks.
    ///
    /// # Errors
    /// [`UploadError`] when the file cannot be read, or is not what was planned.
    pub(super) fn hash(&self, source: &Source, kind: Kind) -> Result<String, UploadError> {
        let is_as_planned = source.look_again()? == source.stamp;
        let known = self.name_of(source, kind).filter(|_| is_as_planned).and_then(|name| self.0.look_up(&name));
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
        if is_as_planned && self.0.look_up(&name).is_none() {
            self.0.keep(&name, hash);
        }
    }

    /// Whether this scanner has found no secret in a file.
    pub(super) fn is_clean(&self, source: &Source, scanner: u8) -> bool {
        self.name_for(source, &scanned_by(scanner)).is_some_and(|name| self.0.look_up(&name).is_some())
    }

    /// Keeps that this scanner has found no secret in a file.
    pub(super) fn learn_clean(&self, source: &Source, scanner: u8) {
        // The name says it all.
        if let Some(name) = self.name_for(source, &scanned_by(scanner)).filter(|_| source.is_settled) {
            self.0.keep(&name, &name);
        }
    }

    /// What is known of a file does not hold: the store has found its content to be another.
    pub(super) fn forget(&self, source: &Source, kind: Kind) {
        if let Some(name) = self.name_of(source, kind) {
            self.0.forget(&name);
        }
    }

    /// The name of a file in the state that it was planned in; `None` if there is nowhere to keep its hash, or no use.
    fn name_of(&self, source: &Source, kind: Kind) -> Option<String> {
        self.name_for(source, &format!("{kind:?}"))
    }

    /// The same for what else can be known of a file.
    fn name_for(&self, source: &Source, what: &str) -> Option<String> {
        if source.may_grow || !self.0.is_kept() {
            return None;
        }
        let Source { size, stamp: Stamp { modified, changed, inode }, .. } = source;
        let since = |time: &SystemTime| time.duration_since(UNIX_EPOCH).ok();
        let path = std::path::absolute(&source.local).ok()?;
        let mut hash = ContentHash::sha256();
        hash.update(format!("{what} {size} {:?} {:?} {inode} ", since(modified)?, since(changed)?).as_bytes());
        hash.update(path.as_os_str().as_encoded_bytes());
        Some(hash.finish())
    }
}

fn scanned_by(scanner: u8) -> String {
    format!("Clean{scanner}")
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    use tempfile::TempDir;

    use super::{HashCache, Kind};
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
    fn what_is_forgotten_is_read_again() {
        let sandbox = sandbox();
        sandbox.remember(Kind::Sha256, &digest("a"));
        sandbox.cache().forget(&sandbox.source, Kind::Sha256);
        assert_eq!(sandbox.cache().hash(&sandbox.source, Kind::Sha256).unwrap(), right(&sandbox.source.local));
    }

    #[test]
    fn a_cache_that_cannot_be_written_is_no_error() {
        let sandbox = sandbox();
        let file = sandbox.folder.path().join("data/below");
        let cache = HashCache::new(Some(file));
        cache.0.keep(&digest("0"), &digest("1"));
        assert_eq!(cache.hash(&sandbox.source, Kind::Sha256).unwrap(), right(&sandbox.source.local));
    }
}
