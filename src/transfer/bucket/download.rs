//! Files of a bucket brought to a folder of this machine: each is written beside its place and gets its name when it is
//! whole. Nothing is written through a link.

use std::ffi::OsStr;
use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::{StreamExt, TryStreamExt, stream};

use super::error::BucketError;
use crate::api::Hub;
use crate::api::buckets::files::BucketFile;
use crate::base::fs::{Fence, random_suffix};
use crate::base::sha::is_lower_hex;
use crate::ids::bucket::BucketId;
use crate::transfer::download::room::{check_names, check_room};
use crate::transfer::pace::Pace;
use crate::transfer::progress::{Event, Progress};
use crate::transfer::xet::Xet;

/// Files that are fetched at a time: many small ones wait for answers, not for bytes.
const AT_ONCE: usize = 16;

/// Bytes of a file that are kept for the next run.
const WORTHWHILE: u64 = 8 << 20;

/// Where files come from and go to, and how.
pub struct Receiver<'a> {
    pub hub: &'a Hub,
    pub xet: &'a Xet,
    pub bucket: &'a BucketId,
    /// The folder that nothing is written outside of.
    pub folder: PathBuf,
    /// How long a connection may be silent.
    pub idle: Duration,
    /// For all files together.
    pub pace: Pace,
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
        let fetch = |wanted| self.fetch(&fence, wanted);
        stream::iter(files).map(fetch).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        self.sweep(&fence, files);
        Ok(())
    }

    /// Removes what killed runs left half-written beside these files, and what is not continued any more.
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
        let beside = |suffix: &str| parent.join(format!("{}.{suffix}.tmp", &name[..name.floor_char_boundary(200)]));
        let (mut open, beside) = open_beside(fence, file, beside)?;
        let _kept = Kept { fence, path: &beside };
        self.progress.on(Event::Started { file: &file.path, bytes: file.size });
        self.fill(file, &mut open, (&beside, &target)).await?;
        if let Some(time) = file.mtime.and_then(|time| u64::try_from(time.milliseconds()).ok()) {
            let time = SystemTime::UNIX_EPOCH + Duration::from_millis(time);
            open.set_modified(time).map_err(BucketError::local("write", &target))?;
        }
        fence.rename(&beside, &target).map_err(BucketError::local("write", &target))?;
        self.progress.on(Event::Finished { file: &file.path });
        Ok(())
    }

    /// Continues where an earlier run was cut off. What is there in the end is checked by its hash; if it is wrong, what
    /// was there before may be the cause, and all of it is read once more. Servers that stand in for the Hub make up such
    /// hashes, so that content which was read as a whole is told of and kept.
    async fn fill(
        &self,
        file: &BucketFile,
        open: &mut File,
        (beside, target): (&Path, &Path),
    ) -> Result<(), BucketError> {
        let local = |error| BucketError::local("write", target)(error);
        if file.size == 0 {
            return open.set_len(0).map_err(local);
        }
        let mut done = open.metadata().map_err(local)?.len();
        loop {
            if done > file.size {
                done = 0;
            }
            open.set_len(done).map_err(local)?;
            open.seek(SeekFrom::Start(done)).map_err(local)?;
            self.read(file, open, (done, target)).await?;
            let found = self.xet.hash(vec![beside.to_owned()]).await?;
            match (found.first() == Some(&file.xet_hash), done) {
                (true, _) => return Ok(()),
                (false, 0) => {
                    let message = format!("'{}' does not match its Xet hash", file.path);
                    self.progress.on(Event::Note { message: &message });
                    return Ok(());
                }
                (false, _) => done = 0,
            }
        }
    }

    async fn read(&self, file: &BucketFile, open: &mut File, (done, target): (u64, &Path)) -> Result<(), BucketError> {
        if done > 0 {
            self.progress.on(Event::Found { file: &file.path, bytes: done });
        }
        if done == file.size {
            return Ok(());
        }
        let content = self.hub.bucket_content(self.bucket, file);
        let mut reading = self.xet.read(&content, file.size, done..file.size, self.idle).await?;
        while let Some(chunk) = reading.next().await? {
            self.pace.spend(chunk.len() as u64).await;
            open.write_all(&chunk).map_err(BucketError::local("write", target))?;
            self.progress.on(Event::Moved { file: &file.path, bytes: chunk.len() as u64 });
        }
        Ok(())
    }
}

/// The file that the content is written to first. Its name says which content it is, so that a later run finds it; while
/// another run writes to it, and where it is not ours, this one takes another.
fn open_beside(
    fence: &Fence,
    file: &BucketFile,
    beside: impl Fn(&str) -> PathBuf,
) -> Result<(File, PathBuf), BucketError> {
    let digits = file.xet_hash.get(..8).filter(|digits| is_lower_hex(digits));
    let path = beside(digits.unwrap_or("00000000"));
    let open = match fence.create_new(&path, None) {
        // Somebody else's could change after it was checked.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => fence.append_to_ours(&path).ok(),
        created => Some(created.map_err(BucketError::local("write", &path))?),
    };
    if let Some(open) = open.filter(|open| !matches!(open.try_lock(), Err(TryLockError::WouldBlock))) {
        return Ok((open, path));
    }
    let path = beside(&random_suffix());
    let open = fence.create_new(&path, None).map_err(BucketError::local("write", &path))?;
    // Others who sweep leave it alone; where locks do not work nobody sweeps.
    drop(open.try_lock());
    Ok((open, path))
}

/// A file that is not complete yet. Where little of it has come it is removed when the work ends: that is fetched sooner than
/// the file is explained.
struct Kept<'a> {
    fence: &'a Fence,
    path: &'a Path,
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        // One that is complete has another name by now.
        if self.path.symlink_metadata().is_ok_and(|metadata| metadata.len() < WORTHWHILE) {
            // At worst it stays, and the next run removes it.
            drop(self.fence.remove(self.path));
        }
    }
}
