//! Unpacks: what the cache has already is passed over, so that an import that was cut off goes on when it is repeated.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};

use tar::{Archive, Entry, EntryType};

use super::accept::{Pointer, check_folders, check_listed, check_way, is_sound, is_there};
use super::manifest::{LONGEST_MANIFEST, ListedBlob, ListedRepo};
use super::member::{Member, Part, etag_of_target, is_reference, repo_of_folder};
use super::meter::Meter;
use super::stream::unpacked;
use super::{ArchiveError, LONGEST_LISTING, MANIFEST, Manifest, check_room};
use crate::base::fs::SecondName;
use crate::base::sha::ContentHash;
use crate::cache::{Cache, RepoCache, Tree};
use crate::ids::repo::RepoId;
use crate::ids::revision::{Revision, is_commit_hash};
use crate::transfer::progress::{Event, Progress};

const BUFFER_BYTES: usize = 256 * 1024;
/// A ref names a commit in 40 bytes.
const LONGEST_REF: u64 = 64;
/// Markers of absent files, which the manifest does not count. They only spare questions: those beyond are skipped.
const MOST_ABSENT: usize = 100_000;

/// Unpacks archives into one cache.
pub struct Importer<'a> {
    /// What the repos are put into.
    pub cache: &'a Cache,
    /// Is told of every content.
    pub progress: &'a dyn Progress,
    /// Ends the work early.
    pub interrupted: &'a AtomicBool,
}

/// What is known of the repos that an archive is about. What the manifest does not list is not taken: it was not
/// counted when room was looked for.
#[derive(Default)]
struct Known<'m> {
    repos: HashMap<RepoId, ListedParts<'m>>,
    /// Contents that are to come, by the names of their members.
    blobs: HashMap<String, Expected<'m>>,
    /// The listing of the commit whose entries are coming.
    listing: Option<(RepoId, String, Option<Tree>)>,
    /// Entries that have come.
    entries: usize,
    /// Entries that are to come.
    promised: usize,
    /// Markers of absent files that have come.
    absent: usize,
    /// Commits by the names of the refs that have come.
    refs: HashMap<String, String>,
}

/// What the manifest lists of a repo beside its contents.
struct ListedParts<'m> {
    commits: HashSet<&'m str>,
    refs: &'m BTreeMap<String, String>,
}

/// A content that is to come.
struct Expected<'m> {
    listed: &'m ListedBlob,
    /// The cache does not have it.
    is_new: bool,
}

/// What an archive has brought, or would.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Those of the archive.
    pub repos: usize,
    /// All of theirs.
    pub revisions: usize,
    /// Contents that were not there.
    pub new: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Contents that were there.
    pub present: usize,
}

impl Importer<'_> {
    /// What the archive would bring: reads its first entry and writes nothing.
    ///
    /// # Errors
    /// [`ArchiveError`]: it cannot be read or is no archive.
    pub fn look(&self, archive: impl Read) -> Result<Imported, ArchiveError> {
        let (meter, _) = Meter::new(unpacked(archive).map_err(ArchiveError::reading)?);
        let mut archive = Archive::new(meter);
        let manifest = manifest(archive.entries().map_err(ArchiveError::reading)?.next())?;
        Ok(self.expected(&manifest)?.0)
    }

    /// Unpacks an archive. Blocks.
    ///
    /// # Errors
    /// Any [`ArchiveError`]. Contents that are complete stay, and are not read again by the next attempt; no ref names a
    /// commit before its files are there.
    pub fn import(&self, archive: impl Read) -> Result<Imported, ArchiveError> {
        let (meter, limit) = Meter::new(unpacked(archive).map_err(ArchiveError::reading)?);
        let mut archive = Archive::new(meter);
        let entries = archive.entries().map_err(ArchiveError::reading)?;
        let mut entries = entries.inspect(|entry| entry.iter().for_each(|entry| limit.pass(entry)));
        let manifest = manifest(entries.next())?;
        let (imported, mut known) = self.expected(&manifest)?;
        check_room(self.cache.root(), imported.bytes)?;
        self.progress.on(Event::Planned { files: imported.new, bytes: imported.bytes });
        for entry in entries {
            let mut entry = entry.map_err(ArchiveError::reading)?;
            let member = Member::parse(&name_of(&entry)?)?;
            self.take(&member, &mut entry, &mut known)?;
        }
        self.check_completeness(&manifest, &known)?;
        Ok(imported)
    }

    /// What is to come, and what is known of it. Nothing may be written if this fails.
    fn expected<'m>(&self, manifest: &'m Manifest) -> Result<(Imported, Known<'m>), ArchiveError> {
        let mut expected = Imported { repos: manifest.repos.len(), ..Imported::default() };
        let (mut known, mut counted) = (Known::default(), HashSet::new());
        known.promised = manifest.repos.iter().fold(0, |sum: usize, repo| sum.saturating_add(repo.entries));
        for listed in &manifest.repos {
            expected.revisions += listed.commits.len();
            let repo = repo_of_folder(&listed.folder).ok_or_else(|| ArchiveError::Foreign(listed.folder.clone()))?;
            let cached = self.cache.repo(&repo);
            check_folders(&cached)?;
            let ListedRepo { commits, refs, .. } = listed;
            let parts = ListedParts { commits: commits.iter().map(String::as_str).collect(), refs };
            known.repos.insert(repo, parts);
            for blob in &listed.blobs {
                let ListedBlob { etag, size, .. } = blob;
                let is_new = !cached.has_blob(etag, Some(*size));
                known.blobs.insert(format!("{}/blobs/{etag}", listed.folder), Expected { listed: blob, is_new });
                if !is_new {
                    expected.present += 1;
                    continue;
                }
                expected.new += 1;
                // A content that several repos have comes once.
                let bytes = if counted.insert(etag) { *size } else { 0 };
                expected.bytes = expected.bytes.saturating_add(bytes);
            }
        }
        Ok((expected, known))
    }

    fn check_completeness(&self, manifest: &Manifest, known: &Known) -> Result<(), ArchiveError> {
        for repo in &manifest.repos {
            for blob in &repo.blobs {
                let name = format!("{}/blobs/{}", repo.folder, blob.etag);
                let Member { repo, .. } = Member::parse(&name)?;
                if !self.cache.repo(&repo).has_blob(&blob.etag, Some(blob.size)) {
                    return Err(ArchiveError::Incomplete(name));
                }
            }
        }
        let last = || manifest.repos.last().map(|repo| repo.folder.clone()).unwrap_or_default();
        if known.entries < known.promised {
            return Err(ArchiveError::Incomplete(format!("{}/refs", last())));
        }
        let refs =
            manifest.repos.iter().flat_map(|repo| repo.refs.iter().map(|(name, commit)| (&repo.folder, name, commit)));
        for (folder, name, commit) in refs.filter(|(_, name, _)| is_reference(name)) {
            let name = format!("{folder}/refs/{name}");
            if known.refs.get(&name) != Some(commit) {
                return Err(ArchiveError::Incomplete(name));
            }
        }
        Ok(())
    }

    fn take(
        &self,
        member: &Member,
        entry: &mut Entry<'_, impl Read>,
        known: &mut Known<'_>,
    ) -> Result<(), ArchiveError> {
        let repo = self.cache.repo(&member.repo);
        let foreign = || ArchiveError::Foreign(member.name());
        if !known.repos.get(&member.repo).is_some_and(|parts| parts.contain(&member.part)) {
            return Err(foreign());
        }
        check_way(&repo, &self.cache.root().join(member.name()))?;
        match (entry.header().entry_type(), &member.part, entry.size()) {
            (EntryType::Regular, Part::Blob { etag }, size) => {
                let expected = known.blobs.remove(&member.name()).filter(|expected| expected.listed.size == size);
                self.blob(&repo, etag, &expected.ok_or_else(foreign)?.listed.path, entry)
            }
            (EntryType::Link, Part::Blob { etag }, 0) => {
                let Expected { listed, is_new } = known.blobs.remove(&member.name()).ok_or_else(foreign)?;
                if is_new { self.same_blob(&repo, etag, &listed.path, entry) } else { Ok(()) }
            }
            (EntryType::Regular, Part::Listing { commit }, size) => {
                let tree = Tree::parse(&text(entry, LONGEST_LISTING)?).filter(is_sound).ok_or_else(foreign)?;
                // Two listings of a commit are the same, unless one of them is wrong.
                if repo.tree(commit).is_some() {
                    return Ok(());
                }
                // The manifest does not say how long they are.
                check_room(self.cache.root(), size)?;
                Ok(repo.write_tree(commit, &tree)?)
            }
            (EntryType::Regular, Part::Absent { commit, path }, 0) => {
                known.absent += 1;
                let listing = known.listing_of(&repo, &member.repo, commit);
                let is_listed = listing.is_some_and(|listing| listing.files.contains_key(path));
                // Python asks for the marker first, and would not see the file.
                let is_absent = !is_listed && repo.entry(commit, path).is_none();
                if is_absent && known.absent <= MOST_ABSENT { Ok(repo.mark_absent(commit, path)?) } else { Ok(()) }
            }
            (EntryType::Symlink, Part::Entry { commit, path }, 0) if known.entries < known.promised => {
                known.entries += 1;
                let target = target_of(entry)?;
                let etag = etag_of_target(path, &target).ok_or_else(foreign)?;
                let pointer = Pointer { member, commit, path, etag };
                link(&repo, pointer, known.listing_of(&repo, &member.repo, commit))
            }
            (EntryType::Regular, Part::Reference { revision }, _) => {
                let commit = reference(&repo, revision, &text(entry, LONGEST_REF)?, foreign)?;
                known.refs.insert(member.name(), commit);
                Ok(())
            }
            _ => Err(foreign()),
        }
    }

    fn blob(
        &self,
        repo: &RepoCache,
        etag: &str,
        shown: &str,
        entry: &mut Entry<'_, impl Read>,
    ) -> Result<(), ArchiveError> {
        let size = entry.size();
        if repo.has_blob(etag, Some(size)) {
            return Ok(());
        }
        let _lock = repo.lock(etag)?;
        if repo.has_blob(etag, Some(size)) {
            return Ok(());
        }
        self.progress.on(Event::Started { file: shown, bytes: size });
        let partial = repo.partial(etag)?;
        let hash = ContentHash::for_etag(etag, size);
        let (written, hash) = self.copy(entry, partial.file(), shown, hash)?;
        let name = || format!("{}/blobs/{etag}", repo.folder().file_name().unwrap_or_default().display());
        if written != size {
            return Err(ArchiveError::Incomplete(name()));
        }
        if let Some(found) = hash.map(ContentHash::finish).filter(|found| found != etag) {
            return Err(ArchiveError::Damaged { what: name(), found });
        }
        partial.commit()?;
        self.progress.on(Event::Finished { file: shown });
        Ok(())
    }

    fn copy(
        &self,
        entry: &mut impl Read,
        mut file: impl io::Write,
        shown: &str,
        mut hash: Option<ContentHash>,
    ) -> Result<(u64, Option<ContentHash>), ArchiveError> {
        let mut buffer = vec![0; BUFFER_BYTES];
        let mut written = 0;
        loop {
            if self.interrupted.load(Ordering::Relaxed) {
                return Err(ArchiveError::Interrupted);
            }
            let count = match entry.read(&mut buffer) {
                Ok(0) => return Ok((written, hash)),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(ArchiveError::reading(error)),
            };
            file.write_all(&buffer[..count]).map_err(ArchiveError::Write)?;
            if let Some(hash) = &mut hash {
                hash.update(&buffer[..count]);
            }
            written += count as u64;
            self.progress.on(Event::Moved { file: shown, bytes: count as u64 });
        }
    }

    /// A content that another repo of the archive has: without a second copy where the disk can do that.
    fn same_blob(
        &self,
        repo: &RepoCache,
        etag: &str,
        shown: &str,
        entry: &Entry<'_, impl Read>,
    ) -> Result<(), ArchiveError> {
        let target = target_of(entry)?;
        let first = match Member::parse(&target)? {
            Member { repo, part: Part::Blob { etag: first } } if first == etag => self.cache.repo(&repo).blob(etag)?,
            _ => return Err(ArchiveError::Foreign(target)),
        };
        let Ok(content) = first.canonicalize() else { return Err(ArchiveError::Incomplete(target)) };
        let _lock = repo.lock(etag)?;
        self.progress.on(Event::Started { file: shown, bytes: 0 });
        // Nobody writes into a blob, so that two repos may have one file.
        let by = |kind| repo.take_in(etag, &content, kind);
        SecondName::best(true, by)?;
        self.progress.on(Event::Finished { file: shown });
        Ok(())
    }
}

impl ListedParts<'_> {
    fn contain(&self, part: &Part) -> bool {
        match part {
            // By its size, too: see [`Known::blobs`].
            Part::Blob { .. } => true,
            Part::Listing { commit } | Part::Absent { commit, .. } | Part::Entry { commit, .. } => {
                self.commits.contains(commit.as_str())
            }
            Part::Reference { revision } => self.refs.contains_key(revision.as_str()),
        }
    }
}

impl Known<'_> {
    /// The listing of a commit that the cache has, by now.
    fn listing_of(&mut self, cached: &RepoCache, repo: &RepoId, commit: &str) -> Option<&Tree> {
        let is_it = |(of, at, _): &(RepoId, String, _)| of == repo && at == commit;
        if !self.listing.as_ref().is_some_and(is_it) {
            self.listing = Some((repo.clone(), commit.to_owned(), cached.tree(commit)));
        }
        self.listing.as_ref()?.2.as_ref()
    }
}

/// The entry of a commit, unless it is there.
fn link(repo: &RepoCache, pointer: Pointer<'_>, listing: Option<&Tree>) -> Result<(), ArchiveError> {
    if !repo.has_blob(pointer.etag, None) {
        return Err(ArchiveError::Incomplete(pointer.member.name()));
    }
    if is_there(repo, pointer, listing) {
        return Ok(());
    }
    if let Some(listing) = listing {
        check_listed(repo, pointer, listing)?;
    }
    Ok(repo.link(pointer.commit, pointer.path, pointer.etag).map(drop)?)
}

fn manifest(first: Option<io::Result<Entry<'_, impl Read>>>) -> Result<Manifest, ArchiveError> {
    let mut first = match first {
        Some(Ok(first)) => first,
        // One that is packed, and ends too soon.
        Some(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(ArchiveError::Corrupt(error)),
        _ => return Err(ArchiveError::NotAnArchive),
    };
    if name_of(&first)? != MANIFEST {
        return Err(ArchiveError::NotAnArchive);
    }
    Manifest::parse(&text(&mut first, LONGEST_MANIFEST)?)
}

fn reference(
    repo: &RepoCache,
    revision: &Revision,
    content: &[u8],
    foreign: impl Fn() -> ArchiveError,
) -> Result<String, ArchiveError> {
    let commit = str::from_utf8(content).ok().filter(|commit| is_commit_hash(commit)).ok_or_else(&foreign)?;
    if !repo.snapshot(commit)?.is_dir() {
        return Err(foreign());
    }
    repo.write_ref(revision, commit)?;
    Ok(commit.to_owned())
}

fn name_of(entry: &Entry<'_, impl Read>) -> Result<String, ArchiveError> {
    let name = entry.path_bytes();
    String::from_utf8(name.to_vec()).map_err(|_| ArchiveError::Foreign(String::from_utf8_lossy(&name).into_owned()))
}

fn target_of(entry: &Entry<'_, impl Read>) -> Result<String, ArchiveError> {
    let target = entry.link_name_bytes().unwrap_or_default();
    String::from_utf8(target.to_vec()).map_err(|_| ArchiveError::Foreign(String::from_utf8_lossy(&target).into_owned()))
}

/// The content of a member that has no more bytes than that.
fn text(entry: &mut Entry<'_, impl Read>, most: u64) -> Result<Vec<u8>, ArchiveError> {
    let size = entry.size();
    if size > most {
        return Err(ArchiveError::TooLarge(name_of(entry)?));
    }
    let mut content = Vec::new();
    entry.read_to_end(&mut content).map_err(ArchiveError::reading)?;
    if content.len() as u64 == size { Ok(content) } else { Err(ArchiveError::Incomplete(name_of(entry)?)) }
}
