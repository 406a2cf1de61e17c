//! One repo of a cache folder: a walk over its refs, blobs and snapshots.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry, FileType};
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use super::cached::{CachedBlob, CachedFile, CachedRepo, CachedRevision, Moments, PartialFile, slashed};
use super::flaw::Flaw;
use crate::base::fs::open_unlinked;
use crate::cache::partial;
use crate::cache::store::Store;
use crate::ids::repo::RepoKind;

/// The folders of a repo that hold what is removed.
pub(super) const FOLDERS: [&str; 3] = ["blobs", "snapshots", "refs"];

/// Files that file managers leave wherever somebody looks.
pub(super) fn is_of_the_system(name: &OsStr) -> bool {
    [".DS_Store", "Thumbs.db", "desktop.ini"].iter().any(|known| name == *known)
}

/// Where a repo is, and what it is.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) kind: RepoKind,
    pub(super) id: String,
    pub(super) path: PathBuf,
}

/// All of one repo. What cannot be read is a flaw of the repo and hides nothing else.
pub(super) fn scan(place: &Place, store: Option<&Store>) -> (CachedRepo, Vec<PartialFile>) {
    let mut walk = Walk::of(&place.path, store);
    let mut refs = walk.refs(&place.path.join("refs"));
    let partials = walk.blob_names();
    let mut revisions = walk.snapshots(&place.path.join("snapshots"));
    revisions.sort_unstable_by(|one, other| one.commit.cmp(&other.commit));
    for revision in &mut revisions {
        let (own, others) = refs.into_iter().partition(|(_, commit)| *commit == revision.commit);
        let own: Vec<(PathBuf, String)> = own;
        refs = others;
        revision.refs = own.into_iter().map(|(name, _)| slashed(&name)).collect();
        revision.refs.sort_unstable();
    }
    let lost = refs.into_iter().map(|(name, commit)| Flaw::NoRevision(place.path.join("refs").join(name), commit));
    walk.flaws.extend(lost);
    let moments = Moments::latest(walk.blobs.iter().map(|blob| blob.moments))
        .or_else(|| fs::metadata(&place.path).ok().map(|about| Moments::of(&about)));
    let repo = CachedRepo {
        kind: place.kind,
        id: place.id.clone(),
        path: place.path.clone(),
        revisions,
        is_remnant: walk.is_remnant(),
        blobs: walk.blobs,
        flaws: walk.flaws,
        linked: walk.linked,
        moments: moments.unwrap_or_default(),
    };
    (repo, partials)
}

/// The unfinished downloads of the repo in this folder. Its snapshots are not looked at.
pub(in crate::cache) fn partials_of(repo: &Path) -> Vec<PartialFile> {
    Walk::of(repo, None).blob_names()
}

/// The name and the commit of every ref of the repo in this folder.
pub(in crate::cache) fn refs_of(repo: &Path) -> Vec<(PathBuf, String)> {
    Walk::default().refs(&repo.join("refs"))
}

#[derive(Default)]
struct Walk<'a> {
    store: Option<&'a Store>,
    blob_folder: PathBuf,
    linked: Option<PathBuf>,
    /// Blobs of the repo that are links: those may lead into the store.
    links: Vec<OsString>,
    blobs: Vec<CachedBlob>,
    /// Where each path that an entry led to is among the blobs; `None` if nothing is there.
    known: HashMap<OsString, Option<usize>>,
    flaws: Vec<Flaw>,
}

impl<'a> Walk<'a> {
    /// Of the repo in this folder, before anything in it is read.
    fn of(repo: &Path, store: Option<&'a Store>) -> Self {
        let mut walk = Self { store, blob_folder: repo.join("blobs"), ..Self::default() };
        walk.linked = repo.is_symlink().then(|| repo.to_owned());
        FOLDERS.iter().for_each(|name| walk.expect_folder(&repo.join(name)));
        walk
    }
}

impl Walk<'_> {
    /// The name and the commit of every ref.
    fn refs(&mut self, folder: &Path) -> Vec<(PathBuf, String)> {
        match fs::metadata(folder) {
            Ok(about) if about.is_dir() => {}
            Ok(_) => {
                self.flaws.push(Flaw::RefsIsAFile(folder.to_owned()));
                return Vec::new();
            }
            Err(_) => return Vec::new(),
        }
        let mut names = Vec::new();
        self.files(folder, Path::new(""), &mut |_, entry, name| {
            if !is_of_the_system(&entry.file_name()) {
                names.push(name);
            }
        });
        let mut refs = Vec::new();
        for name in names {
            match open_unlinked(&folder.join(&name)).and_then(io::read_to_string) {
                Ok(commit) => refs.push((name, commit.trim().to_owned())),
                // It was being replaced.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => self.flaws.push(Flaw::Unreadable(folder.join(&name), error)),
            }
        }
        refs
    }

    /// A link in place of a folder is a flaw.
    fn expect_folder(&mut self, folder: &Path) {
        if folder.is_symlink() {
            self.flaws.push(Flaw::LinkedFolder(folder.to_owned()));
            self.linked.get_or_insert_with(|| folder.to_owned());
        }
    }

    /// What is unfinished, unless it may be anywhere; remembers which blobs are links.
    fn blob_names(&mut self) -> Vec<PartialFile> {
        let folder = self.blob_folder.clone();
        let is_elsewhere = self.linked.is_some();
        let mut partials = Vec::new();
        for (entry, kind) in self.entries(&folder).unwrap_or_default() {
            let name = entry.file_name();
            if partial::is_partial(&name) {
                let size = fs::metadata(entry.path()).map(|about| about.len()).ok().filter(|_| !is_elsewhere);
                partials.extend(size.map(|size| PartialFile { path: entry.path(), size }));
            } else if kind.is_symlink() {
                self.links.push(name);
            }
        }
        self.links.sort_unstable();
        partials
    }

    /// Whether there are neither snapshots nor contents, and nothing else is wrong.
    fn is_remnant(&self) -> bool {
        let is_empty = |flaw: &Flaw| matches!(flaw, Flaw::NoSnapshots(_));
        let blobs = || fs::read_dir(&self.blob_folder).into_iter().flatten().flatten();
        self.flaws.iter().any(is_empty)
            && self.flaws.iter().all(|flaw| is_empty(flaw) || matches!(flaw, Flaw::NoRevision(..)))
            && blobs().all(|blob| partial::is_partial(&blob.file_name()))
    }

    fn snapshots(&mut self, folder: &Path) -> Vec<CachedRevision> {
        let Some(entries) = self.entries(folder) else {
            self.flaws.push(Flaw::NoSnapshots(folder.to_owned()));
            return Vec::new();
        };
        let mut revisions = Vec::new();
        for (entry, kind) in entries {
            if is_of_the_system(&entry.file_name()) {
                continue;
            }
            if kind.is_dir() || kind.is_symlink() && entry.path().is_dir() {
                self.expect_folder(&entry.path());
                revisions.push(self.revision(entry.path()));
            } else {
                self.flaws.push(Flaw::NotARevision(entry.path()));
            }
        }
        revisions
    }

    fn revision(&mut self, path: PathBuf) -> CachedRevision {
        let mut files = Vec::new();
        self.files(&path, Path::new(""), &mut |walk, entry, name| {
            files.extend(walk.content(entry).map(|blob| CachedFile { path: name, blob }));
        });
        let mut blobs: Vec<usize> = files.iter().map(|file| file.blob).collect();
        blobs.sort_unstable();
        blobs.dedup();
        let latest = Moments::latest(blobs.iter().map(|blob| self.blobs[*blob].moments));
        let moments = latest.or_else(|| fs::metadata(&path).ok().map(|about| Moments::of(&about)));
        CachedRevision {
            commit: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            size: blobs.iter().map(|blob| self.blobs[*blob].size).sum(),
            modified: moments.unwrap_or_default().modified,
            refs: Vec::new(),
            files,
            path,
        }
    }

    /// Every file and link below a folder, with its path in it.
    fn files(&mut self, folder: &Path, inner: &Path, found: &mut impl FnMut(&mut Self, &DirEntry, PathBuf)) {
        for (entry, kind) in self.entries(folder).unwrap_or_default() {
            let name = inner.join(entry.file_name());
            if kind.is_dir() {
                self.files(&folder.join(entry.file_name()), &name, found);
            } else {
                found(self, &entry, name);
            }
        }
    }

    /// What a folder holds; `None` if it is not there. What cannot be read is a flaw.
    fn entries(&mut self, folder: &Path) -> Option<Vec<(DirEntry, FileType)>> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            Err(error) if error.kind() == ErrorKind::NotADirectory => return None,
            Err(error) => {
                self.flaws.push(Flaw::Unreadable(folder.to_owned(), error));
                return Some(Vec::new());
            }
        };
        let typed = |entry: io::Result<DirEntry>| entry.and_then(|entry| entry.file_type().map(|kind| (entry, kind)));
        Some(entries.filter_map(|entry| typed(entry).ok()).collect())
    }

    /// Which blob an entry of a snapshot shows. Python follows the first link only: what a blob itself leads to is the
    /// store's.
    fn content(&mut self, entry: &DirEntry) -> Option<usize> {
        let path = entry.path();
        let leads_to = match fs::read_link(&path) {
            Ok(target) => self.own_name(resolved(path.parent().unwrap_or(&path), &target)),
            Err(_) => path.clone(),
        };
        let found = match self.known.get(leads_to.as_os_str()) {
            Some(known) => *known,
            None => self.look_at(&leads_to, leads_to == path)?,
        };
        if found.is_none() {
            self.flaws.push(Flaw::NoContent(path, leads_to));
        }
        found
    }

    /// A blob of the repo by its name in the walk, whichever way a link goes to it.
    fn own_name(&self, path: PathBuf) -> PathBuf {
        let Some((folder, name)) = path.parent().zip(path.file_name()) else { return path };
        let is_elsewhere =
            folder != self.blob_folder && fs::canonicalize(folder).ok().as_ref() != Some(&self.blob_folder);
        if is_elsewhere { path } else { self.blob_folder.join(name) }
    }

    /// `None` if the path is a folder, `Some(None)` if it leads nowhere. An entry may be the content itself.
    fn look_at(&mut self, path: &Path, is_entry: bool) -> Option<Option<usize>> {
        let found = match fs::metadata(path) {
            Ok(about) if about.is_dir() => return None,
            Ok(about) => {
                let is_link = self.is_link(path);
                let payload = self.store.filter(|_| is_link).and_then(|store| store.payload_of(path));
                let is_own_file = !is_link && (is_entry || path.parent() == Some(&self.blob_folder));
                self.blobs.push(CachedBlob {
                    path: path.to_owned(),
                    size: about.len(),
                    moments: Moments::of(&about),
                    is_foreign: !is_own_file && payload.is_none(),
                    payload,
                });
                Some(self.blobs.len() - 1)
            }
            Err(_) => None,
        };
        self.known.insert(path.as_os_str().to_owned(), found);
        Some(found)
    }

    /// Whether the path is that of a blob of the repo which is a link.
    fn is_link(&self, path: &Path) -> bool {
        let is_known = |name: &OsStr| self.links.binary_search_by(|link| link.as_os_str().cmp(name)).is_ok();
        path.parent() == Some(&self.blob_folder) && path.file_name().is_some_and(is_known)
    }
}

/// Where a link in this folder leads, by its words alone.
fn resolved(folder: &Path, target: &Path) -> PathBuf {
    let mut path = folder.to_owned();
    for part in target.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path
}
