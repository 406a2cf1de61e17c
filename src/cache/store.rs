//! The store of contents that repos share, as a whole: what is in it, who uses it, and what goes when nobody does. How a
//! blob gets into it is in `shared`.
//!
//! A manifest beside each content names the blobs that use it. It is a hint: a line counts when that blob is a link to
//! this content, blobs that are such links count without a line, as those of a repo whose folder was renamed, and a
//! content without a readable manifest is never removed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use super::RepoCache;
use super::shared::{self, Lock};
use crate::base::fs::Fence;
use crate::base::sha::{is_hash, is_lower_hex};
use crate::ids::repo::RepoKind;

/// The store of one cache folder.
#[derive(Debug, Clone)]
pub(super) struct Store {
    root: PathBuf,
    fence: Fence,
}

/// One content of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// `blobs/<two digits>/<Xet hash>` below the root of the cache.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// The blobs that are links to it; `None` if that cannot be told.
    pub users: Option<BTreeSet<PathBuf>>,
}

/// The blobs that lead to each content of a store.
pub(super) type Links = BTreeMap<PathBuf, BTreeSet<PathBuf>>;

impl Store {
    /// The store of a cache folder (absolute, links resolved), if there is one.
    pub(super) fn open(root: &Path) -> Option<Self> {
        shared::is_store(&root.join("blobs"))
            .then(|| Self { root: root.to_owned(), fence: Fence::new(root.to_owned()) })
    }

    /// The content that a blob is a link to, if it is there.
    pub(super) fn payload_of(&self, blob: &Path) -> Option<PathBuf> {
        self.target(blob).ok().flatten().filter(|payload| is_file(payload))
    }

    /// Every content, in the order of the paths.
    pub(super) fn payloads(&self) -> Vec<Payload> {
        let (links, mut found) = (self.links(), Vec::new());
        for prefix in folder_names(&self.root.join("blobs")).into_iter().filter(|name| name.len() == 2) {
            let folder = self.root.join("blobs").join(prefix);
            if folder.is_symlink() {
                continue;
            }
            for name in folder_names(&folder) {
                let path = folder.join(&name);
                let Ok(about) = fs::symlink_metadata(&path) else { continue };
                if about.is_file() && self.is_payload(&path) {
                    found.push(Payload { size: about.len(), users: self.users(&path, &links), path });
                }
            }
        }
        found.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        found
    }

    /// What every blob that is a link leads to, in all folders that the cache holds.
    pub(super) fn links(&self) -> Links {
        let mut links = Links::new();
        for repo in folder_names(&self.root).into_iter().filter(|name| name != "blobs" && name != ".locks") {
            let blobs = fs::read_dir(self.root.join(repo).join("blobs")).into_iter().flatten().flatten();
            for blob in blobs.filter(|blob| blob.file_type().is_ok_and(|kind| kind.is_symlink())) {
                if let Ok(Some(payload)) = self.target(&blob.path()) {
                    links.entry(payload).or_default().insert(blob.path());
                }
            }
        }
        links
    }

    /// Removes a content that no repo uses any more, and gives its bytes; else its manifest forgets those that do not. What
    /// is gone already is nothing.
    ///
    /// # Errors
    /// The content cannot be locked or removed.
    pub(super) fn sweep(&self, payload: &Path, links: &Links) -> io::Result<Option<u64>> {
        let _lock = Lock::take(&self.fence, payload)?;
        let Some(users) = self.users(payload, links) else { return Ok(None) };
        let manifest = shared::manifest_of(payload);
        if !users.is_empty() {
            let lines: String = users.iter().filter_map(|user| self.line(user)).collect();
            self.fence.write_beside(&manifest, lines.as_bytes(), Some(shared::FOR_EVERYBODY))?;
            return Ok(None);
        }
        let size = fs::symlink_metadata(payload)?.len();
        self.fence.remove(payload)?;
        match self.fence.remove(&manifest) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(Some(size)),
        }
    }

    /// Whether a repo knows the content by another tag: to that repo, other content under the same name would be wrong.
    pub(super) fn is_used_as_another(&self, payload: &Path, etag: &str) -> bool {
        let links = self.links();
        let users = self.users(payload, &links).or_else(|| links.get(payload).cloned()).unwrap_or_default();
        // A link that is being made has no tag's name yet.
        let tags = users.iter().filter_map(|user| user.file_name()?.to_str()).filter(|name| is_hash(name));
        tags.into_iter().any(|tag| tag != etag)
    }

    /// The blobs that lead to the content, by its manifest or without; `None` without a readable manifest.
    fn users(&self, payload: &Path, links: &Links) -> Option<BTreeSet<PathBuf>> {
        let manifest = shared::manifest_of(payload);
        let text = io::read_to_string(self.fence.read(&manifest).ok()?).ok()?;
        let mut users = links.get(payload).cloned().unwrap_or_default();
        for line in text.lines() {
            let blob = self.root.join(line);
            if is_blob(Path::new(line)) && self.target(&blob).ok()?.is_some_and(|target| target == payload) {
                users.insert(blob);
            }
        }
        Some(users)
    }

    /// Where a blob leads, if that is a name for a content of the store.
    fn target(&self, blob: &Path) -> io::Result<Option<PathBuf>> {
        let target = match fs::read_link(blob) {
            Ok(target) => target,
            // Gone, or no link.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidInput) => return Ok(None),
            Err(error) => return Err(error),
        };
        let inner = target.strip_prefix("../../blobs").map(|inner| self.root.join("blobs").join(inner));
        Ok(Some(inner.unwrap_or(target)).filter(|target| self.is_payload(target)))
    }

    /// `blobs/<2 hex>/<64 hex>`
    fn is_payload(&self, path: &Path) -> bool {
        let inner = path.strip_prefix(self.root.join("blobs")).ok().and_then(Path::to_str);
        inner.and_then(|inner| inner.split_once('/')).is_some_and(|(prefix, hash)| {
            hash.len() == 64 && is_lower_hex(hash) && prefix.len() == 2 && hash.starts_with(prefix)
        })
    }

    fn line(&self, user: &Path) -> Option<String> {
        let blob = user.strip_prefix(&self.root).ok().filter(|blob| is_blob(blob))?;
        Some(format!("{}\n", blob.to_str()?))
    }
}

impl RepoCache {
    /// Whether a repo knows an entry of the store by another tag.
    pub(super) fn is_used_as_another(&self, entry: &Path, etag: &str) -> bool {
        let store = fs::canonicalize(self.layout.root()).ok().and_then(|root| Some((Store::open(&root)?, root)));
        let inner = entry.strip_prefix(self.layout.root()).ok();
        // Unlike everything else in the store, the search takes time; there is nothing to find where nothing is.
        entry.exists()
            && store.zip(inner).is_some_and(|((store, root), inner)| store.is_used_as_another(&root.join(inner), etag))
    }
}

/// Whether a relative path is that of a blob: `models--ada--tiny/blobs/<etag>`.
fn is_blob(path: &Path) -> bool {
    let parts: Vec<Component<'_>> = path.components().collect();
    let [Component::Normal(repo), Component::Normal(blobs), Component::Normal(_)] = parts[..] else { return false };
    let kind = repo.to_str().and_then(|name| name.split_once("--")).map(|(kind, _)| kind);
    kind.is_some_and(|kind| RepoKind::from_plural(kind).is_some()) && blobs == "blobs"
}

fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| about.is_file())
}

fn folder_names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}
