//! Files of a bucket brought to a folder of this machine: each is written beside its place and gets its name when it is
//! whole. Nothing is written through a link.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::{StreamExt, TryStreamExt, stream};

use super::error::BucketError;
use crate::api::Hub;
use crate::api::buckets::files::BucketFile;
use crate::base::fs::{Fence, random_suffix};
use crate::ids::bucket::BucketId;
use crate::transfer::download::room::{check_names, check_room};
use crate::transfer::progress::{Event, Progress};
use crate::transfer::xet::Xet;

/// Files that are fetched at a time: many small ones wait for answers, not for bytes.
const AT_ONCE: usize = 16;

/// Where files come from and go to, and how.
pub struct Receiver<'a> {
    pub hub: &'a Hub,
    pub xet: &'a Xet,
    pub bucket: &'a BucketId,
    /// The folder that nothing is written outside of.
    pub folder: PathBuf,
    /// How long a connection may be silent.
    pub idle: Duration,
    pub progress: Arc<dyn Progress>,
}

/// A file, and where it goes below the folder.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub file: BucketFile,
    /// Relative to the folder of the receiver.
    pub local: PathBuf,
}

impl Receiver<'_> {
    /// Brings the files, several at a time. Before the first byte the disk is asked whether it can hold them.
    ///
    /// # Errors
    /// The first failure; files that are whole by then stay.
    pub async fn receive(&self, files: &[Wanted]) -> Result<(), BucketError> {
        let bytes = files.iter().fold(0_u64, |sum, wanted| sum.saturating_add(wanted.file.size));
        let names: Vec<String> = files.iter().map(|wanted| wanted.local.to_string_lossy().into_owned()).collect();
        check_names(&self.folder, names.iter().map(String::as_str))?;
        check_room(&self.folder, bytes)?;
        self.progress.on(Event::Planned { files: files.len(), bytes });
        let fence = Fence::new(self.folder.clone());
        fence.make_folder(&self.folder).map_err(BucketError::local("create", &self.folder))?;
        self.sweep(&fence, files);
        let fetch = |wanted| self.fetch(&fence, wanted);
        stream::iter(files).map(fetch).buffer_unordered(AT_ONCE).try_collect::<()>().await
    }

    /// Removes what killed runs left half-written beside these files.
    fn sweep(&self, fence: &Fence, files: &[Wanted]) {
        let mut folders: Vec<&Path> = files.iter().filter_map(|wanted| wanted.local.parent()).collect();
        folders.sort_unstable();
        folders.dedup();
        for folder in folders {
            fence.remove_temporaries(&self.folder.join(folder), |_| true);
        }
    }

    async fn fetch(&self, fence: &Fence, wanted: &Wanted) -> Result<(), BucketError> {
        let Wanted { file, local } = wanted;
        let target = self.folder.join(local);
        let parent = target.parent().unwrap_or(&self.folder);
        fence.make_folder(parent).map_err(BucketError::local("create", parent))?;
        let name = target.file_name().and_then(OsStr::to_str).unwrap_or_default();
        let beside = parent.join(format!("{}.{}.tmp", &name[..name.floor_char_boundary(200)], random_suffix()));
        let unfinished = Unfinished { fence, path: &beside };
        let mut open = fence.create_new(&beside, None).map_err(BucketError::local("write", &beside))?;
        // Others who sweep leave it alone; where locks do not work nobody sweeps.
        drop(open.try_lock());
        self.progress.on(Event::Started { file: &file.path, bytes: file.size });
        self.fill(file, &mut open, &target).await?;
        if let Some(time) = file.mtime.and_then(|time| u64::try_from(time.milliseconds()).ok()) {
            let time = SystemTime::UNIX_EPOCH + Duration::from_millis(time);
            open.set_modified(time).map_err(BucketError::local("write", &target))?;
        }
        fence.rename(&beside, &target).map_err(BucketError::local("write", &target))?;
        std::mem::forget(unfinished);
        self.progress.on(Event::Finished { file: &file.path });
        Ok(())
    }

    async fn fill(&self, file: &BucketFile, open: &mut File, target: &Path) -> Result<(), BucketError> {
        if file.size == 0 {
            return Ok(());
        }
        let content = self.hub.bucket_content(self.bucket, file);
        let mut reading = self.xet.read(&content, file.size, 0..file.size, self.idle).await?;
        while let Some(chunk) = reading.next().await? {
            open.write_all(&chunk).map_err(BucketError::local("write", target))?;
            self.progress.on(Event::Moved { file: &file.path, bytes: chunk.len() as u64 });
        }
        Ok(())
    }
}

/// A file that is removed unless it was forgotten.
struct Unfinished<'a> {
    fence: &'a Fence,
    path: &'a Path,
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        // At worst it stays, and the next run removes it.
        drop(self.fence.remove(self.path));
    }
}
