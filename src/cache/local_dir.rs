//! A folder of the user's that holds downloaded files at their own paths (`--local-dir`), and in `.cache/huggingface/`
//! what is known about each: of which commit and with which tag it was downloaded, and when.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use sha1::{Digest, Sha1};

use super::journal::{self, Content, Kept};
use super::layout::{self, segment};
use super::lock::make;
use super::partial::Site;
use super::record::{Record, parse};
use super::{CacheError, Partial, Tree, tag, tree};
use crate::base::fs::{Fence, FileLock, Linked, SecondName, safe_relative};
use crate::base::json;
use crate::base::time::unix_seconds;

/// How much later than its record a file may seem to be written: file systems round.
const TOLERATED_SECONDS: f64 = 1.0;

/// Below the folder: what is known of it.
const RECORDS: [&str; 2] = [".cache", "huggingface"];
/// Below that: a record a file.
const DOWNLOADS: &str = "download";

/// A folder that files are downloaded into.
#[derive(Debug, Clone)]
pub struct LocalDir {
    fence: Fence,
    /// Whether this run has made the folder of the records.
    marked: Arc<OnceLock<()>>,
}

impl LocalDir {
    /// Names the folder; nothing is read or made.
    pub fn new(folder: PathBuf) -> Self {
        Self { fence: Fence::new(folder), marked: Arc::default() }
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        self.fence.root()
    }

    /// Where a file of the repo is, or would be.
    ///
    /// # Errors
    /// When the path must not be used on a disk.
    pub fn file(&self, path: &str) -> Result<PathBuf, CacheError> {
        Ok(self.folder().join(safe_relative(path)?))
    }

    /// Waits until this process alone may use the file and its record. Blocks the thread.
    ///
    /// # Errors
    /// When the path must not be used on a disk, or its lock file cannot be made or locked.
    pub fn lock(&self, path: &str) -> Result<LockedFile, CacheError> {
        let (lock_path, paths) = self.prepare(path)?;
        let lock = make(&self.fence, ("lock", &lock_path), |fence| FileLock::acquire(fence, &lock_path))?;
        Ok(LockedFile { paths, _lock: lock })
    }

    /// The lock if it is free, `None` if another process or task has it: then wait and ask again.
    ///
    /// # Errors
    /// As [`Self::lock`].
    pub fn try_lock(&self, path: &str) -> Result<Option<LockedFile>, CacheError> {
        let (lock_path, paths) = self.prepare(path)?;
        let lock = make(&self.fence, ("lock", &lock_path), |fence| FileLock::try_acquire(fence, &lock_path))?;
        Ok(lock.map(|lock| LockedFile { paths, _lock: lock }))
    }

    /// What is recorded about a file, for a look at it without its lock: nothing is made, and the answer may be old.
    ///
    /// # Errors
    /// As [`LockedFile::record`].
    pub fn record(&self, path: &str) -> Result<Record, CacheError> {
        self.paths(path)?.record()
    }

    /// The listing of a commit, as [`super::RepoCache::tree`].
    pub fn tree(&self, commit: &str) -> Option<Tree> {
        tree::read(&self.fence, &self.records(), commit)
    }

    /// The commit whose listing was kept last.
    pub fn newest_commit(&self) -> Option<String> {
        tree::newest_commit(&self.records())
    }

    /// Whether anything was ever downloaded into the folder.
    pub fn has_records(&self) -> bool {
        fs::read_dir(self.records().join(DOWNLOADS)).is_ok_and(|mut entries| entries.next().is_some())
    }

    /// Whether a path of a repo is where the records of a folder are: whoever could write there could make a file pass
    /// for another.
    pub fn is_of_records(path: &str) -> bool {
        let mut segments = path.split('/');
        RECORDS.iter().all(|name| segments.next().is_some_and(|segment| segment.eq_ignore_ascii_case(name)))
    }

    /// Whether no link is in the place of a folder that files of these paths are in, or what is known of them.
    ///
    /// # Errors
    /// [`CacheError::Linked`].
    pub fn check_folders<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<(), CacheError> {
        let (records, mut folders) = (self.records(), HashSet::from([self.records().join("trees")]));
        for path in paths {
            let inner = safe_relative(path)?;
            let above = inner.parent().unwrap_or(Path::new(""));
            folders.extend([self.folder().join(above), records.join(DOWNLOADS).join(above)]);
        }
        layout::check_folders(&self.fence, &folders)
    }

    /// Keeps the listing of a commit, as [`super::RepoCache::write_tree`].
    ///
    /// # Errors
    /// When the file cannot be written; nothing depends on it, so the caller may go on.
    pub fn write_tree(&self, commit: &str, tree: &Tree) -> Result<(), CacheError> {
        self.mark_records()?;
        tree::write(&self.fence, &self.records(), commit, tree)
    }

    /// Removes what attempts that ended early left of files (path and tag) that are complete now. Each folder is listed
    /// once; a file that another process is at stays as it is.
    pub fn remove_leftovers<'f>(&self, files: impl IntoIterator<Item = (&'f str, &'f str)>) {
        let mut listed: HashMap<PathBuf, HashSet<String>> = HashMap::new();
        for (path, etag) in files {
            let Ok(paths) = self.paths(path) else { continue };
            let folder = paths.folder().to_owned();
            let stems = listed.entry(folder).or_insert_with_key(|folder| {
                self.fence.remove_temporaries(folder, |_| true);
                Partial::stems(folder)
            });
            if stems.is_empty() {
                continue;
            }
            let Some(stem) = paths.stem(etag).ok().filter(|stem| stems.contains(stem)) else { continue };
            if let Ok(Some(_locked)) = self.try_lock(path) {
                journal::remove_abandoned(&paths.site(&stem));
            }
        }
    }

    fn records(&self) -> PathBuf {
        self.folder().join(RECORDS.iter().collect::<PathBuf>())
    }

    /// Makes the folder of the records, and keeps it out of commits and backups. Those two may fail.
    fn mark_records(&self) -> Result<(), CacheError> {
        if self.marked.get().is_some() {
            return Ok(());
        }
        let records = self.records();
        self.fence.make_folder(&records).map_err(CacheError::io("make the folder", &records))?;
        tag::mark(&self.fence, &records);
        if let Ok(mut file) = self.fence.create_new(&records.join(".gitignore"), None) {
            drop(file.write_all(b"*"));
        }
        self.marked.get_or_init(|| ());
        Ok(())
    }

    fn prepare(&self, path: &str) -> Result<(PathBuf, Paths), CacheError> {
        let paths = self.paths(path)?;
        self.mark_records()?;
        Ok((paths.record.with_extension("lock"), paths))
    }

    /// Bytes on the disk that earlier attempts have filled of these files (path, etag).
    pub fn kept_bytes<'f>(&self, files: impl IntoIterator<Item = (&'f str, &'f str)>) -> u64 {
        let kept = files.into_iter().filter_map(|(path, etag)| {
            let paths = self.paths(path).ok()?;
            Some(Partial::kept_bytes(paths.folder(), &paths.stem(etag).ok()?))
        });
        kept.sum()
    }

    fn paths(&self, path: &str) -> Result<Paths, CacheError> {
        let relative = safe_relative(path)?;
        let mut record = self.records().join(DOWNLOADS).join(&relative).into_os_string();
        record.push(".metadata");
        Ok(Paths { fence: self.fence.clone(), file: self.folder().join(relative), record: PathBuf::from(record) })
    }
}

#[derive(Debug)]
struct Paths {
    fence: Fence,
    file: PathBuf,
    record: PathBuf,
}

impl Paths {
    /// Where the record is, and what is still being downloaded.
    fn folder(&self) -> &Path {
        self.record.parent().unwrap_or(Path::new(""))
    }

    /// Where the file is downloaded.
    fn site<'a>(&'a self, stem: &'a str) -> Site<'a> {
        Site { fence: &self.fence, folder: self.folder(), stem, destination: &self.file }
    }

    /// The record's name is hashed, for with a tag behind it the name of a file could become too long.
    fn stem(&self, etag: &str) -> Result<String, CacheError> {
        let name = self.record.file_name().unwrap_or_default();
        let hash = URL_SAFE.encode(Sha1::digest(name.as_encoded_bytes()));
        Ok(format!("{hash}.{}", segment(etag)?))
    }

    fn record(&self) -> Result<Record, CacheError> {
        let is_linked = |error: &io::Error| Linked::of(error) == Some(&self.record);
        let content = match self.fence.read_all(&self.record) {
            Ok(content) => content,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Record::Absent),
            // A pipe, or a link that may lead anywhere.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput || is_linked(&error) => Vec::new(),
            Err(error) => return Err(CacheError::io("read", &self.record)(error)),
        };
        let Some(metadata) = parse(&content) else {
            // It says nothing either way; the next record is written over it.
            drop(self.fence.remove(&self.record));
            return Ok(Record::Damaged);
        };
        let modified = match fs::metadata(&self.file).and_then(|file| file.modified()) {
            Ok(modified) => unix_seconds(modified),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Record::Absent),
            Err(error) => return Err(CacheError::io("read", &self.file)(error)),
        };
        // What is said of a time to come was not written by a download.
        let is_past = metadata.timestamp <= unix_seconds(SystemTime::now()) + TOLERATED_SECONDS;
        let holds = is_past && modified - TOLERATED_SECONDS <= metadata.timestamp;
        Ok(if holds { Record::Current(metadata) } else { Record::Outdated })
    }
}

/// A file in a [`LocalDir`] that no other process touches while this value lives. What it asks and does needs the lock,
/// so it is asked and done here, and nothing can wait for a lock that its own caller holds.
#[derive(Debug)]
pub struct LockedFile {
    paths: Paths,
    _lock: FileLock,
}

impl LockedFile {
    /// Where the file is, or would be.
    pub fn path(&self) -> &Path {
        &self.paths.file
    }

    /// What is recorded about the file, and whether that still holds. A damaged record is removed.
    ///
    /// # Errors
    /// When the record or the file is there and cannot be looked at.
    pub fn record(&self) -> Result<Record, CacheError> {
        self.paths.record()
    }

    /// Records that the file is, now, what this commit has under this tag.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn write_record(&self, commit: &str, etag: &str) -> Result<(), CacheError> {
        let now = json::float(unix_seconds(SystemTime::now()));
        let content = format!("{commit}\n{etag}\n{now}\n");
        let path = &self.paths.record;
        self.paths.fence.write_beside_unswept(path, content.as_bytes(), None).map_err(CacheError::io("write", path))
    }

    /// A new file to download into; committed, it takes the place of the file.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn partial(&self, etag: &str) -> Result<Partial, CacheError> {
        self.paths.site(&self.paths.stem(etag)?).create()
    }

    /// Gives the file the content of another, which is absolute, over whatever is there: a link is replaced, not
    /// written through.
    ///
    /// # Errors
    /// When the second name cannot be made.
    pub fn place(&self, first: &Path, etag: &str, kind: SecondName) -> Result<(), CacheError> {
        self.paths.site(&self.paths.stem(etag)?).place(first, kind)
    }

    /// As [`Self::partial`] for content that is worth going on with, as [`super::RepoCache::kept_partial`].
    ///
    /// # Errors
    /// When the folder or a file cannot be made.
    pub fn kept_partial(&self, content: Content<'_>) -> Result<Kept, CacheError> {
        Kept::take(&self.paths.site(&self.paths.stem(content.etag)?), content)
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::io::Write;
    use std::path::Path;
    use std::time::{Duration, UNIX_EPOCH};

    use tempfile::TempDir;

    use crate::cache::Content;

    use super::{LocalDir, Record};
    use crate::cache::Tree;

    const ETAG: &str = "e1";

    fn sandbox() -> (TempDir, LocalDir) {
        let folder = tempfile::tempdir().unwrap();
        let local = LocalDir::new(folder.path().to_owned());
        (folder, local)
    }

    fn record_path(folder: &Path) -> std::path::PathBuf {
        folder.join(".cache/huggingface/download/sub/a.txt.metadata")
    }

    /// A file written at second 1000, and a record of it with this time.
    fn recorded_at(time: &str) -> (TempDir, LocalDir) {
        let (folder, local) = sandbox();
        drop(local.lock("sub/a.txt").unwrap());
        fs::create_dir(folder.path().join("sub")).unwrap();
        let file = File::create(folder.path().join("sub/a.txt")).unwrap();
        file.set_modified(UNIX_EPOCH + Duration::from_secs(1000)).unwrap();
        fs::write(record_path(folder.path()), format!("c1\n{ETAG}\n{time}\n")).unwrap();
        (folder, local)
    }

    #[test]
    fn a_record_holds_until_the_file_is_written_again() {
        for (time, holds) in [("1000.0", true), ("999.0", true), ("998.9", false), ("1e9", true), ("nan", false)] {
            let (_folder, local) = recorded_at(time);
            let record = local.lock("sub/a.txt").unwrap().record().unwrap();
            assert_eq!(record != Record::Outdated, holds, "{time}");
            assert_eq!(record.current().is_some(), holds, "{time}");
        }
    }

    #[test]
    fn a_record_that_was_written_is_read_back() {
        let (folder, local) = recorded_at("0.0");
        let locked = local.lock("sub/a.txt").unwrap();
        locked.write_record("c2", "e2").unwrap();
        let metadata = locked.record().unwrap().current().unwrap();
        assert_eq!((metadata.commit.as_str(), metadata.etag.as_str()), ("c2", "e2"));
        let content = fs::read_to_string(record_path(folder.path())).unwrap();
        assert_eq!(content, format!("c2\ne2\n{:?}\n", metadata.timestamp));
    }

    #[test]
    fn a_damaged_record_is_removed() {
        for content in ["", "c1\ne1\n", "c1\ne1\nsoon\n"] {
            let (folder, local) = recorded_at("0.0");
            fs::write(record_path(folder.path()), content).unwrap();
            assert_eq!(local.lock("sub/a.txt").unwrap().record().unwrap(), Record::Damaged);
            assert!(!record_path(folder.path()).exists());
        }
    }

    #[test]
    fn without_file_or_record_nothing_is_known() {
        let (folder, local) = recorded_at("1000.0");
        fs::remove_file(folder.path().join("sub/a.txt")).unwrap();
        assert_eq!(local.lock("sub/a.txt").unwrap().record().unwrap(), Record::Absent);
        assert_eq!(local.lock("other").unwrap().record().unwrap(), Record::Absent);
    }

    #[test]
    fn a_download_takes_the_place_of_the_file() {
        let (folder, local) = recorded_at("0.0");
        let locked = local.lock("sub/a.txt").unwrap();
        let partial = locked.partial(ETAG).unwrap();
        partial.file().write_all(b"new").unwrap();
        partial.commit().unwrap();
        assert_eq!(fs::read(folder.path().join("sub/a.txt")).unwrap(), b"new");
    }

    #[test]
    fn a_partial_file_is_named_as_python_names_it() {
        let (folder, local) = sandbox();
        let locked = local.lock("sub/a.txt").unwrap();
        let partial = locked.partial(ETAG).unwrap();
        let kept = partial.path();
        let name = kept.file_name().unwrap().to_str().unwrap();
        // The middle part is drawn anew each time.
        let (stem, rest) = name.split_at("cExJ8iHBe1Fn7eB3I6UvtuxO9VE=.e1.".len());
        assert_eq!((stem, rest.len()), ("cExJ8iHBe1Fn7eB3I6UvtuxO9VE=.e1.", "01234567.incomplete".len()));
        assert_eq!(kept.parent().unwrap(), folder.path().join(".cache/huggingface/download/sub"));
        partial.commit().unwrap();
        assert!(locked.path().exists());
    }

    #[test]
    fn a_large_file_is_gone_on_with_by_the_next_run() {
        let (_folder, local) = sandbox();
        let content = Content { etag: ETAG, size: 8, block: 4 };
        local.lock("sub/a.txt").unwrap().kept_partial(content).unwrap().journal.mark(1).unwrap();
        let locked = local.lock("sub/a.txt").unwrap();
        let kept = locked.kept_partial(content).unwrap();
        assert_eq!(kept.done, [false, true]);
        kept.commit().unwrap();
        assert!(locked.path().exists());
    }

    #[test]
    fn leftovers_of_complete_files_go_unless_somebody_uses_the_file() {
        let (folder, local) = recorded_at("0.0");
        let downloads = folder.path().join(".cache/huggingface/download/sub");
        let leftover =
            |digits: &str| downloads.join(format!("cExJ8iHBe1Fn7eB3I6UvtuxO9VE=.{ETAG}.{digits}.incomplete"));
        fs::write(leftover("01234567"), "x").unwrap();
        let held = local.lock("sub/a.txt").unwrap();
        local.remove_leftovers([("sub/a.txt", ETAG)]);
        assert!(leftover("01234567").exists());
        drop(held);
        local.remove_leftovers([("b", ETAG), ("sub/a.txt", "e2")]);
        assert!(leftover("01234567").exists());
        local.remove_leftovers([("b", ETAG), ("sub/a.txt", ETAG)]);
        assert!(!leftover("01234567").exists());
    }

    #[test]
    fn a_file_has_one_user_at_a_time() {
        let (folder, local) = sandbox();
        let held = local.lock("sub/a.txt").unwrap();
        assert!(local.try_lock("sub/a.txt").unwrap().is_none());
        drop(held);
        assert!(local.try_lock("sub/a.txt").unwrap().is_some());
        assert!(folder.path().join(".cache/huggingface/download/sub/a.txt.lock").exists());
    }

    #[test]
    fn the_records_are_kept_out_of_commits_and_backups() {
        let (folder, local) = sandbox();
        local.write_tree("c1", &Tree::default()).unwrap();
        let records = folder.path().join(".cache/huggingface");
        assert_eq!(fs::read(records.join(".gitignore")).unwrap(), b"*");
        assert!(records.join("CACHEDIR.TAG").exists());
        assert!(records.join("trees/c1.json").exists());
        assert_eq!(local.tree("c1"), Some(Tree::default()));
    }

    #[test]
    fn names_that_lead_out_are_refused_before_anything_is_written() {
        let (folder, local) = sandbox();
        assert!(local.lock("../a").is_err());
        assert!(local.file("/a").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
