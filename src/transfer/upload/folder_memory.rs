//! What the files of one folder were when it was last uploaded: how each begins, and the hashes of small ones. Knows
//! nothing of the Hub, and never fails: what cannot be looked up or kept is read from the files again.
//!
//! There is a file for each uploaded folder (`$HF_XET_CACHE/hf/folders/<32 hex digits>`, from the SHA-256 of its absolute
//! path), read once and written once, beside its place and renamed, for its owner alone: it holds the beginnings of
//! files. It is a line that names the format, a record a file, and the SHA-256 of all that. A record is the path
//! below the folder, the size, the [`Stamp`], the hashes in hex digits (empty if not known), a byte for the scanner
//! that found no secret, and the beginning; texts and beginnings follow their length (2 bytes), numbers have 8 bytes, the lowest first, and times are nanoseconds
//! since 1970. A file that is torn or of another format counts as empty. Two uploads of one folder at a time may each
//! keep what it has learned, and the later one wins.
//!
//! A file in another state than its record's is not known, and one that was written to a moment before it was looked
//! at is not recorded: it could be written to again and seem unchanged.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::content::Source;
use super::hash_cache::Kind;
use crate::base::fs::{Fence, Stamp};
use crate::base::sha::{ContentHash, is_lower_hex};

const FORMAT: &[u8] = b"hf-folder 2
";
/// Of the name of a file.
const NAME_DIGITS: usize = 32;
const DIGEST_BYTES: usize = 64;
/// Bytes of one file: some 80,000 records.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Folders that are remembered.
const MOST_FOLDERS: usize = 64;
/// Beginnings are private.
const MODE: u32 = 0o600;

/// Remembers the files of a folder.
#[derive(Debug)]
pub(super) struct FolderMemory {
    place: Option<Place>,
    records: Mutex<Records>,
}

#[derive(Debug)]
struct Place {
    fence: Fence,
    /// The folder whose files are remembered.
    root: PathBuf,
    file: PathBuf,
}

#[derive(Debug, Default)]
struct Records {
    by_path: BTreeMap<String, Record>,
    /// Whether the file on disk says something else.
    are_new: bool,
}

/// What is known of a file in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Record {
    size: u64,
    stamp: Stamp,
    git_blob: String,
    sha256: String,
    /// `None` if it was not looked at.
    sample: Option<Vec<u8>>,
    /// The scanner that found no secret in it; zero for none.
    clean_for: u8,
    /// Whether this upload has met the file.
    is_met: bool,
}

impl FolderMemory {
    /// Remembers nothing.
    pub(super) fn none() -> Self {
        Self { place: None, records: Mutex::default() }
    }

    /// What is known of the files below `root`; `folder` has a file for each such folder. Blocks.
    pub(super) fn open(folder: &Path, root: PathBuf) -> Self {
        let Ok(absolute) = std::path::absolute(&root) else { return Self::none() };
        let mut name = ContentHash::sha256();
        name.update(absolute.as_os_str().as_encoded_bytes());
        let file = folder.join(&name.finish()[..NAME_DIGITS]);
        let fence = Fence::new(folder.parent().unwrap_or(Path::new("")).to_owned());
        let mut content = Vec::new();
        // The hashes of anybody else could be those of another content.
        let read = fence.open_ours(&file).and_then(|mut file| file.read_to_end(&mut content));
        let by_path = read.ok().and_then(|_| decoded(&content)).unwrap_or_default();
        Self { place: Some(Place { fence, root, file }), records: Mutex::new(Records { by_path, are_new: false }) }
    }

    /// How a file begins.
    pub(super) fn sample(&self, source: &Source) -> Option<Vec<u8>> {
        self.records().known(self.path_of(source)?, source)?.sample.clone()
    }

    /// The hash of a file's content.
    pub(super) fn hash(&self, source: &Source, kind: Kind) -> Option<String> {
        let mut records = self.records();
        let hash = records.known(self.path_of(source)?, source)?.hash(kind);
        (!hash.is_empty()).then(|| hash.clone())
    }

    /// Whether this scanner has found no secret in a file.
    pub(super) fn is_clean(&self, source: &Source, scanner: u8) -> bool {
        let mut records = self.records();
        let record = self.path_of(source).and_then(|path| records.known(path, source));
        record.is_some_and(|record| record.clean_for == scanner)
    }

    pub(super) fn learn_clean(&self, source: &Source, scanner: u8) {
        self.learn(source, |record| record.clean_for = scanner);
    }

    pub(super) fn learn_sample(&self, source: &Source, sample: &[u8]) {
        self.learn(source, |record| record.sample = Some(sample.to_vec()));
    }

    /// Keeps a hash of what was read since the file was looked at.
    pub(super) fn learn_hash(&self, source: &Source, kind: Kind, hash: &str) {
        self.learn(source, |record| hash.clone_into(record.hash(kind)));
    }

    pub(super) fn forget(&self, source: &Source) {
        let Some(path) = self.path_of(source) else { return };
        let mut records = self.records();
        records.are_new |= records.by_path.remove(path).is_some();
    }

    /// Writes what was learned, if anything was. Blocks.
    pub(super) fn save(&self) {
        let Some(Place { fence, root, file }) = &self.place else { return };
        let mut records = self.records();
        if !records.are_new {
            return;
        }
        records.by_path.retain(|path, record| record.is_met || root.join(path).exists());
        // It would be worth something, but is not worth an error.
        drop(fence.write_beside(file, &encoded(&records.by_path), Some(MODE)));
        records.are_new = false;
        drop(file.parent().map(|folder| make_room(fence, folder)));
    }

    fn learn(&self, source: &Source, change: impl FnOnce(&mut Record)) {
        let Some(path) = self.path_of(source).filter(|_| source.is_settled) else { return };
        let mut records = self.records();
        if records.known(path, source).is_none() {
            records.by_path.insert(path.to_owned(), Record::of(source));
        }
        if let Some(record) = records.known(path, source) {
            change(record);
            records.are_new = true;
        }
    }

    /// The file's path below the folder; `None` if it is not one to be remembered.
    fn path_of<'a>(&self, source: &'a Source) -> Option<&'a str> {
        let place = self.place.as_ref().filter(|_| !source.may_grow)?;
        source.local.strip_prefix(&place.root).ok()?.to_str()
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Records {
    /// The record of a file in just this state.
    fn known(&mut self, path: &str, source: &Source) -> Option<&mut Record> {
        let record = self.by_path.get_mut(path)?;
        record.is_met = true;
        (record.size == source.size && record.stamp == source.stamp).then_some(record)
    }
}

impl Record {
    fn of(source: &Source) -> Self {
        let (git_blob, sha256) = (String::new(), String::new());
        Self { size: source.size, stamp: source.stamp, git_blob, sha256, sample: None, clean_for: 0, is_met: true }
    }

    fn hash(&mut self, kind: Kind) -> &mut String {
        match kind {
            Kind::GitBlob => &mut self.git_blob,
            Kind::Sha256 => &mut self.sha256,
        }
    }
}

/// Removes the files of the folders that were changed longest ago.
fn make_room(fence: &Fence, folder: &Path) -> io::Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_ours = |name: &str| name.len() == NAME_DIGITS && is_lower_hex(name);
        if entry.file_name().to_str().is_some_and(is_ours) {
            files.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    files.sort();
    let surplus = files.len().saturating_sub(MOST_FOLDERS);
    files.iter().take(surplus).try_for_each(|(_, file)| fence.remove(file))
}

fn encoded(records: &BTreeMap<String, Record>) -> Vec<u8> {
    let mut bytes = FORMAT.to_vec();
    for (path, record) in records {
        let before = bytes.len();
        if push_record(&mut bytes, path, record).is_none() || bytes.len() > MOST_BYTES {
            bytes.truncate(before);
        }
    }
    let mut digest = ContentHash::sha256();
    digest.update(&bytes);
    bytes.extend(digest.finish().into_bytes());
    bytes
}

/// `None` for what cannot be written, such as a time before 1970.
fn push_record(bytes: &mut Vec<u8>, path: &str, record: &Record) -> Option<()> {
    push_text(bytes, path.as_bytes())?;
    for number in [record.size, nanos(record.stamp.modified)?, nanos(record.stamp.changed)?, record.stamp.inode] {
        bytes.extend(number.to_le_bytes());
    }
    push_text(bytes, record.git_blob.as_bytes())?;
    push_text(bytes, record.sha256.as_bytes())?;
    bytes.extend([record.clean_for, u8::from(record.sample.is_some())]);
    push_text(bytes, record.sample.as_deref().unwrap_or_default())
}

fn push_text(bytes: &mut Vec<u8>, text: &[u8]) -> Option<()> {
    bytes.extend(u16::try_from(text.len()).ok()?.to_le_bytes());
    bytes.extend(text);
    Some(())
}

fn nanos(time: SystemTime) -> Option<u64> {
    u64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_nanos()).ok()
}

/// All records; `None` for anything but a whole file of this format.
fn decoded(content: &[u8]) -> Option<BTreeMap<String, Record>> {
    let (content, digest) = content.split_at_checked(content.len().checked_sub(DIGEST_BYTES)?)?;
    let mut right = ContentHash::sha256();
    right.update(content);
    if right.finish().as_bytes() != digest {
        return None;
    }
    let mut rest = content.strip_prefix(FORMAT)?;
    let mut records = BTreeMap::new();
    while !rest.is_empty() {
        let (path, record) = take_record(&mut rest)?;
        records.insert(path, record);
    }
    Some(records)
}

fn take_record(rest: &mut &[u8]) -> Option<(String, Record)> {
    let path = take_text(rest)?;
    let size = take_number(rest)?;
    let (modified, changed) = (take_time(rest)?, take_time(rest)?);
    let stamp = Stamp { modified, changed, inode: take_number(rest)? };
    let (git_blob, sha256) = (take_text(rest)?, take_text(rest)?);
    let &[clean_for, has_sample] = take(rest, 2)? else { return None };
    let sample = take_bytes(rest)?;
    let sample = (has_sample == 1).then(|| sample.to_vec());
    Some((path, Record { size, stamp, git_blob, sha256, sample, clean_for, is_met: false }))
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(count)?;
    *rest = left;
    Some(taken)
}

fn take_number(rest: &mut &[u8]) -> Option<u64> {
    Some(u64::from_le_bytes(take(rest, 8)?.try_into().ok()?))
}

fn take_time(rest: &mut &[u8]) -> Option<SystemTime> {
    Some(UNIX_EPOCH + Duration::from_nanos(take_number(rest)?))
}

fn take_bytes<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = u16::from_le_bytes(take(rest, 2)?.try_into().ok()?);
    take(rest, usize::from(length))
}

fn take_text(rest: &mut &[u8]) -> Option<String> {
    String::from_utf8(take_bytes(rest)?.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;
    use std::time::{Duration, UNIX_EPOCH};

    use tempfile::TempDir;

    use super::super::content::Source;
    use super::super::hash_cache::Kind;
    use super::{FolderMemory, MOST_FOLDERS, Record, push_record, take_record};
    use crate::base::fs::Stamp;
    use crate::base::fuzz::{Edit, edited};

    struct Sandbox {
        folder: TempDir,
        source: Source,
    }

    /// A folder with a file that counts as old.
    fn sandbox() -> Sandbox {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root/sub/a");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "content").unwrap();
        let source = Source { is_settled: true, ..Source::of_file(&path).unwrap() };
        Sandbox { folder, source }
    }

    impl Sandbox {
        fn memory(&self) -> FolderMemory {
            FolderMemory::open(&self.folder.path().join("home"), self.folder.path().join("root"))
        }

        fn file(&self) -> PathBuf {
            self.memory().place.unwrap().file
        }

        /// What a first upload leaves.
        fn learn(&self) {
            let memory = self.memory();
            memory.learn_sample(&self.source, b"cont");
            memory.learn_hash(&self.source, Kind::GitBlob, "ab");
            memory.save();
        }
    }

    #[test]
    fn what_was_learned_is_known_to_the_next_upload() {
        let sandbox = sandbox();
        sandbox.learn();
        let memory = sandbox.memory();
        assert_eq!(memory.sample(&sandbox.source).as_deref(), Some(&b"cont"[..]));
        assert_eq!(memory.hash(&sandbox.source, Kind::GitBlob).as_deref(), Some("ab"));
        assert_eq!(memory.hash(&sandbox.source, Kind::Sha256), None);
    }

    #[test]
    fn a_file_in_another_state_is_not_known() {
        let sandbox = sandbox();
        sandbox.learn();
        let mut other = sandbox.source.clone();
        other.stamp.changed += Duration::from_nanos(1);
        assert_eq!(sandbox.memory().sample(&other), None);
        let longer = Source { size: 8, ..sandbox.source.clone() };
        assert_eq!(sandbox.memory().hash(&longer, Kind::GitBlob), None);
    }

    #[test]
    fn what_is_learned_of_a_new_state_replaces_the_old() {
        let sandbox = sandbox();
        sandbox.learn();
        let longer = Source { size: 8, ..sandbox.source.clone() };
        let memory = sandbox.memory();
        memory.learn_sample(&longer, b"more");
        assert_eq!(memory.sample(&longer).as_deref(), Some(&b"more"[..]));
        assert_eq!(memory.hash(&longer, Kind::GitBlob), None);
        assert_eq!(memory.sample(&sandbox.source), None);
    }

    #[test]
    fn what_is_not_settled_or_grows_or_lies_elsewhere_is_not_learned() {
        let sandbox = sandbox();
        let others = [
            Source { is_settled: false, ..sandbox.source.clone() },
            Source { may_grow: true, ..sandbox.source.clone() },
            Source { local: "/elsewhere".into(), ..sandbox.source.clone() },
        ];
        let memory = sandbox.memory();
        for source in &others {
            memory.learn_sample(source, b"x");
            assert_eq!(memory.sample(source), None);
        }
        memory.save();
        assert!(!sandbox.file().exists());
    }

    #[test]
    fn a_torn_file_counts_as_empty() {
        let sandbox = sandbox();
        sandbox.learn();
        let whole = fs::read(sandbox.file()).unwrap();
        for length in [0, 1, 63, 64, whole.len() / 2, whole.len() - 1] {
            fs::write(sandbox.file(), &whole[..length]).unwrap();
            assert_eq!(sandbox.memory().sample(&sandbox.source), None, "{length}");
        }
        let mut wrong = whole.clone();
        wrong[20] ^= 1;
        fs::write(sandbox.file(), wrong).unwrap();
        assert_eq!(sandbox.memory().sample(&sandbox.source), None);
        sandbox.learn();
        assert_eq!(fs::read(sandbox.file()).unwrap(), whole);
    }

    #[test]
    fn files_that_are_gone_are_forgotten_with_the_next_change() {
        let sandbox = sandbox();
        sandbox.learn();
        fs::remove_file(&sandbox.source.local).unwrap();
        let other = sandbox.folder.path().join("root/b");
        fs::write(&other, "b").unwrap();
        let memory = sandbox.memory();
        memory.learn_sample(&Source { is_settled: true, ..Source::of_file(&other).unwrap() }, b"b");
        memory.save();
        assert_eq!(sandbox.memory().sample(&sandbox.source), None);
    }

    #[test]
    fn so_many_folders_are_remembered_and_no_more() {
        let sandbox = sandbox();
        let home = sandbox.folder.path().join("home");
        fs::create_dir_all(&home).unwrap();
        for number in 0..MOST_FOLDERS + 3 {
            fs::write(home.join(format!("{number:032x}")), "").unwrap();
        }
        sandbox.learn();
        assert_eq!(fs::read_dir(&home).unwrap().count(), MOST_FOLDERS);
        assert!(sandbox.file().exists());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_how_files_begin() {
        use std::os::unix::fs::PermissionsExt;
        let sandbox = sandbox();
        sandbox.learn();
        assert_eq!(fs::metadata(sandbox.file()).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn any_records_are_read_as_they_were_written_or_not_at_all() {
        let stamp = Stamp { modified: UNIX_EPOCH + Duration::from_nanos(7), changed: UNIX_EPOCH, inode: 3 };
        let mut example = Vec::new();
        for (path, sample) in [("a", None), ("b/c", Some(b"xy".to_vec()))] {
            let record = Record {
                size: 5,
                stamp,
                git_blob: "g".into(),
                sha256: "s".into(),
                sample,
                clean_for: 0,
                is_met: false,
            };
            push_record(&mut example, path, &record).unwrap();
        }
        bolero::check!().with_type::<Vec<Edit>>().for_each(|edits| {
            let bytes = edited(&example, edits);
            let mut rest = &bytes[..];
            while let Some((path, record)) = take_record(&mut rest) {
                let mut again = Vec::new();
                push_record(&mut again, &path, &record).unwrap();
                let (taken, _) = take_record(&mut &again[..]).unwrap();
                assert_eq!(taken, path);
            }
        });
    }
}
