//! What is known of local files from earlier uploads, so that those that have not changed are not opened: hashes of
//! large files each by itself, the beginning of every file of a folder and the hashes of its small ones together.

use std::path::PathBuf;
use std::sync::Arc;

use super::content::{SAMPLE_BYTES, Source, aside};
use super::folder_memory::FolderMemory;
use super::hash_cache::{HashCache, Kind};
use super::plan::Plan;
use super::secrets::scan::{SCANNER, Scanned, scan};
use super::{Options, UploadError};

/// Hashes of smaller files are kept with their folder.
pub(super) const LARGE: u64 = 64 * 1024;

/// Remembers; with nowhere to do so, for nobody.
#[derive(Debug)]
pub(super) struct Known {
    large: HashCache,
    folder: FolderMemory,
}

impl Known {
    /// What is known of the files of a plan.
    pub(super) async fn of(options: &Options, plan: &Plan) -> Arc<Self> {
        let (own, root) = (options.known.clone(), plan.root.clone());
        aside(move || Arc::new(Self::read(own, root))).await
    }

    /// The same, from the folder of what is known and the folder of the files. Blocks.
    pub(super) fn read(own: Option<PathBuf>, root: Option<PathBuf>) -> Self {
        let folder = match (&own, root) {
            (Some(own), Some(root)) => FolderMemory::open(&own.join("folders"), root),
            _ => FolderMemory::none(),
        };
        Self { large: HashCache::new(own.map(|own| own.join("hashes"))), folder }
    }

    /// The first bytes of a file. Blocks.
    ///
    /// # Errors
    /// [`UploadError::Unreadable`].
    pub(super) fn sample(&self, source: &Source) -> Result<Vec<u8>, UploadError> {
        if let Some(sample) = self.folder.sample(source) {
            return Ok(sample);
        }
        let sample = source.sample()?;
        self.folder.learn_sample(source, &sample);
        Ok(sample)
    }

    /// Line and kind of each secret in a file, which is read only if it is not known to have none. Blocks.
    ///
    /// # Errors
    /// [`UploadError::Unreadable`].
    pub(super) fn secrets_in(&self, source: &Source) -> Result<Vec<(usize, &'static str)>, UploadError> {
        let is_large = source.size >= LARGE;
        if if is_large { self.large.is_clean(source, SCANNER) } else { self.folder.is_clean(source, SCANNER) } {
            return Ok(Vec::new());
        }
        let unreadable = |error| UploadError::Unreadable { path: source.local.clone(), source: error };
        let Scanned { head, secrets } = scan(source).map_err(unreadable)?;
        self.folder.learn_sample(source, &head[..head.len().min(SAMPLE_BYTES)]);
        match (secrets.is_empty(), is_large) {
            (false, _) => {}
            (true, true) => self.large.learn_clean(source, SCANNER),
            (true, false) => self.folder.learn_clean(source, SCANNER),
        }
        Ok(secrets)
    }

    /// The hash of a file's content, which is read only if nothing is known of it. Blocks.
    ///
    /// # Errors
    /// [`UploadError`] when the file cannot be read, or is not what was planned.
    pub(super) fn hash(&self, source: &Source, kind: Kind) -> Result<String, UploadError> {
        if source.size >= LARGE {
            return self.large.hash(source, kind);
        }
        if let Some(hash) = self.folder.hash(source, kind) {
            return Ok(hash);
        }
        let hash = source.hash(kind.hasher(source.size))?;
        self.folder.learn_hash(source, kind, &hash);
        Ok(hash)
    }

    /// Keeps a hash of what was read since the upload was planned. Blocks.
    pub(super) fn learn(&self, source: &Source, kind: Kind, hash: &str) {
        if source.size >= LARGE {
            self.large.learn(source, kind, hash);
        } else {
            self.folder.learn_hash(source, kind, hash);
        }
    }

    /// What is known of a file does not hold: the store has found its content to be another.
    pub(super) fn forget(&self, source: &Source, kind: Kind) {
        self.large.forget(source, kind);
        self.folder.forget(source);
    }

    /// Writes what was learned of the folder. Blocks.
    pub(super) fn save(&self) {
        self.folder.save();
    }
}
