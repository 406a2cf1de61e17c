//! Packs: the manifest, then repo by repo what they hold. Every content is hashed while it is read.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use tar::{Builder, EntryType, Header};

use super::manifest::LONGEST_MANIFEST;
use super::member::{Member, Part, link_target};
use super::stream::{Packing, packed};
use super::{ArchiveError, MANIFEST, Packed, PackedBlob, PackedRepo, check_room};
use crate::base::fs::random_suffix;
use crate::base::sha::ContentHash;
use crate::ids::repo::RepoId;
use crate::transfer::progress::{Event, Progress};

const BUFFER_BYTES: usize = 1024 * 1024;
/// Nothing but the content differs from one export to the next.
const MODE: u32 = 0o644;

/// Writes the archive to `target`, which has to be flushed by the caller. `interrupted` ends the work early. Blocks.
///
/// # Errors
/// Any [`ArchiveError`]; what was written until then is no archive.
pub fn export(
    contents: &Packed,
    target: &mut dyn Write,
    packing: Packing,
    progress: &dyn Progress,
    interrupted: &AtomicBool,
) -> Result<(), ArchiveError> {
    let sizes = contents.contents();
    progress.on(Event::Planned { files: sizes.len(), bytes: sizes.values().sum() });
    packed(target, packing, |target| {
        let mut export = Export { archive: Builder::new(target), written: HashMap::new(), progress, interrupted };
        let manifest = serde_json::to_vec(&contents.manifest()).map_err(|error| ArchiveError::Write(error.into()))?;
        if manifest.len() as u64 > LONGEST_MANIFEST {
            return Err(ArchiveError::TooMany);
        }
        export.small(MANIFEST, &manifest)?;
        for repo in &contents.repos {
            export.repo(repo)?;
        }
        export.archive.into_inner().map_err(ArchiveError::Write).map(drop)
    })
}

/// Writes the archive to a path. A file appears when it is complete, over what is there, or over
/// what a link of that name leads to; a pipe or a device gets the bytes as they come. Blocks.
///
/// # Errors
/// As [`export`]; and [`ArchiveError::NoRoom`], before anything is written into a file.
pub fn export_file(
    contents: &Packed,
    path: &Path,
    packing: Packing,
    progress: &dyn Progress,
    interrupted: &AtomicBool,
) -> Result<(), ArchiveError> {
    let written = |file: File| {
        let mut target = BufWriter::with_capacity(BUFFER_BYTES, file);
        export(contents, &mut target, packing, progress, interrupted)?;
        target.flush().map_err(ArchiveError::Write)
    };
    let Some(path) = file_at(path).map_err(ArchiveError::Write)? else {
        return written(File::options().write(true).open(path).map_err(ArchiveError::Write)?);
    };
    if packing == Packing::Plain {
        check_room(folder_of(&path), contents.contents().values().sum())?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", random_suffix()));
    let temporary = path.with_file_name(name);
    let file = File::create_new(&temporary).map_err(ArchiveError::Write);
    let done = file.and_then(written).and_then(|()| fs::rename(&temporary, &path).map_err(ArchiveError::Write));
    done.inspect_err(|_| drop(fs::remove_file(&temporary)))
}

/// The file that is to be replaced or made, behind all links; `None` for what is there and is no file.
fn file_at(path: &Path) -> io::Result<Option<PathBuf>> {
    match fs::metadata(path) {
        Ok(about) if about.is_file() => fs::canonicalize(path).map(Some),
        Ok(_) => Ok(None),
        // A link may lead to a file that is yet to be made; one that leads in circles is another error.
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::read_link(path) {
            Ok(target) => file_at(&folder_of(path).join(target)),
            Err(_) => Ok(Some(path.to_owned())),
        },
        Err(error) => Err(error),
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

struct Export<'a> {
    archive: Builder<&'a mut dyn Write>,
    /// Where each content is in the archive.
    written: HashMap<String, String>,
    progress: &'a dyn Progress,
    interrupted: &'a AtomicBool,
}

impl Export<'_> {
    fn repo(&mut self, packed: &PackedRepo) -> Result<(), ArchiveError> {
        let name = |part: Part| name(&packed.repo, part);
        for (etag, blob) in &packed.blobs {
            self.blob(name(Part::Blob { etag: etag.clone() }), etag, blob)?;
        }
        for (commit, listing) in &packed.listings {
            let content = packed.fence.read_all(listing).map_err(|source| unreadable(listing, source))?;
            self.small(&name(Part::Listing { commit: commit.clone() }), &content)?;
        }
        for (commit, path) in packed.absent.iter().cloned() {
            self.small(&name(Part::Absent { commit, path }), b"")?;
        }
        for ((commit, path), etag) in &packed.entries {
            let entry = name(Part::Entry { commit: commit.clone(), path: path.clone() });
            self.link(EntryType::Symlink, &entry, &link_target(path, etag))?;
        }
        for (revision, commit) in &packed.refs {
            // A revision without a name would be no file.
            let Ok(revision) = revision.parse() else { continue };
            self.small(&name(Part::Reference { revision }), commit.as_bytes())?;
        }
        Ok(())
    }

    fn blob(&mut self, name: String, etag: &str, blob: &PackedBlob) -> Result<(), ArchiveError> {
        if let Some(first) = self.written.get(etag).cloned() {
            return self.link(EntryType::Link, &name, &first);
        }
        let file = blob.fence.read(&blob.content).map_err(|source| unreadable(&blob.content, source))?;
        self.progress.on(Event::Started { file: &blob.path, bytes: blob.size });
        let hash = ContentHash::for_etag(etag, blob.size);
        let (progress, interrupted) = (self.progress, self.interrupted);
        let mut checked = Checked { file, hash, left: blob.size, name: &blob.path, progress, interrupted };
        let mut header = header(EntryType::Regular, blob.size);
        let appended = self.archive.append_data(&mut header, &name, &mut checked);
        if self.interrupted.load(Ordering::Relaxed) {
            return Err(ArchiveError::Interrupted);
        }
        appended.map_err(ArchiveError::Write)?;
        let found = checked.hash.map(ContentHash::finish);
        if let Some(found) = found.filter(|found| found != etag) {
            return Err(ArchiveError::DamagedHere { path: blob.content.clone(), found });
        }
        self.progress.on(Event::Finished { file: &blob.path });
        self.written.insert(etag.to_owned(), name);
        Ok(())
    }

    fn small(&mut self, name: &str, content: &[u8]) -> Result<(), ArchiveError> {
        let mut header = header(EntryType::Regular, content.len() as u64);
        self.archive.append_data(&mut header, name, content).map_err(ArchiveError::Write)
    }

    fn link(&mut self, kind: EntryType, name: &str, target: &str) -> Result<(), ArchiveError> {
        self.archive.append_link(&mut header(kind, 0), name, target).map_err(ArchiveError::Write)
    }
}

/// A file that is hashed while it is read, and may be neither shorter nor longer than it was found.
struct Checked<'a> {
    file: File,
    hash: Option<ContentHash>,
    left: u64,
    name: &'a str,
    progress: &'a dyn Progress,
    interrupted: &'a AtomicBool,
}

impl Read for Checked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.interrupted.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::Other.into());
        }
        let wanted = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let count = self.file.read(&mut buffer[..wanted])?;
        if count == 0 && self.left > 0 {
            return Err(io::Error::other(format!("'{}' became shorter while it was read", self.name)));
        }
        self.left -= count as u64;
        if let Some(hash) = &mut self.hash {
            hash.update(&buffer[..count]);
        }
        self.progress.on(Event::Moved { file: self.name, bytes: count as u64 });
        Ok(count)
    }
}

fn name(repo: &RepoId, part: Part) -> String {
    Member { repo: repo.clone(), part }.name()
}

fn header(kind: EntryType, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(MODE);
    header
}

fn unreadable(path: &Path, source: io::Error) -> ArchiveError {
    ArchiveError::Content { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{ArchiveError, check_room, folder_of};

    #[test]
    fn room_is_looked_for_where_a_bare_name_would_be_written() {
        for (path, folder) in [("model.tar", "."), ("out/model.tar", "out"), ("/model.tar", "/")] {
            assert_eq!(folder_of(Path::new(path)), Path::new(folder));
        }
        let room = check_room(folder_of(Path::new("model.tar")), u64::MAX);
        assert!(matches!(room, Err(ArchiveError::NoRoom { .. })));
    }
}
