//! Copies of what is on the Hub: large files by their hashes, small ones by their content.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::change::{Change, CopySource};
use super::targets::is_deleted;
use crate::api::commits::Destination;
use crate::api::lfs::SharedObject;
use crate::api::tree::TreeItem;
use crate::api::{Hub, HubError};
use crate::base::sha::ContentHash;
use crate::http::body;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;
use crate::transfer::upload::UploadError;

/// As many paths, or files, as the Hub takes in one question.
const AT_ONCE: usize = 500;
/// Small files that are fetched at a time.
const FETCHED_AT_ONCE: usize = 8;
const FETCH_TIMEOUT: Duration = Duration::from_secs(60);

/// A file of a commit that is a copy.
#[derive(Debug, Clone)]
pub(super) enum Copied {
    /// By its SHA-256, under which the target repo has it.
    Large { path: String, oid: String },
    /// With its content.
    Small { path: String, content: Bytes },
}

/// All copies of a set of changes.
#[derive(Debug, Default)]
pub(super) struct Copies {
    by_change: HashMap<usize, Vec<Copied>>,
}

/// Where files are copied from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Origin {
    repo: RepoId,
    revision: Revision,
}

/// One file to be copied.
struct Wanted {
    /// The change that it belongs to.
    at: usize,
    origin: Origin,
    source: TreeItem,
    path: String,
}

impl Origin {
    /// Where a copy for that destination is from.
    fn of(from: &CopySource, to: &Destination) -> Self {
        let repo = from.repo.as_ref().filter(|repo| **repo != to.repo);
        let revision = match (&from.revision, repo) {
            (Some(revision), _) => revision.clone(),
            (None, Some(_)) => Revision::default(),
            (None, None) => to.revision.clone(),
        };
        Self { repo: repo.unwrap_or(&to.repo).clone(), revision }
    }
}

impl Copies {
    /// Finds out what the sources are, and brings their content where a commit can name it.
    ///
    /// # Errors
    /// [`UploadError::NoSource`], [`UploadError::NotShared`], or any refusal of the Hub.
    pub(super) async fn resolve(hub: &Hub, to: &Destination, changes: &[Change]) -> Result<Self, UploadError> {
        let mut copies = Self::default();
        let wanted = wanted(hub, to, changes).await?;
        let wanted = without_unchanged(hub, to, changes, wanted).await?;
        share(hub, to, &wanted).await?;
        let fetched = stream::iter(wanted).map(|wanted| copied(hub, wanted)).buffered(FETCHED_AT_ONCE);
        let fetched: Vec<(usize, Copied)> = fetched.try_collect().await?;
        for (at, copied) in fetched {
            copies.by_change.entry(at).or_default().push(copied);
        }
        Ok(copies)
    }

    /// Those of the change at that place.
    pub(super) fn of(&self, at: usize) -> &[Copied] {
        self.by_change.get(&at).map_or(&[], Vec::as_slice)
    }
}

/// Every file that is to be copied, with what the Hub says of it.
async fn wanted(hub: &Hub, to: &Destination, changes: &[Change]) -> Result<Vec<Wanted>, UploadError> {
    let mut wanted = Vec::new();
    let mut single: BTreeMap<Origin, Vec<(usize, &str, &str)>> = BTreeMap::new();
    for (at, change) in changes.iter().enumerate() {
        let Change::Copy { path, from } = change else { continue };
        let origin = Origin::of(from, to);
        if !from.is_folder() {
            single.entry(origin).or_default().push((at, path, &from.path));
            continue;
        }
        let folder = from.path.trim_end_matches('/');
        let items = hub.tree(&origin.repo, &origin.revision, folder, true).all().await?;
        for source in items.into_iter().filter(TreeItem::is_file) {
            let path = format!("{path}{}", source.path.strip_prefix(&from.path).unwrap_or(&source.path));
            wanted.push(Wanted { at, origin: origin.clone(), source, path });
        }
    }
    for (origin, files) in single {
        let sources = known(hub, &origin, files.iter().map(|(_, _, source)| *source).collect()).await?;
        for (at, path, source) in files {
            let found = sources.get(source).filter(|item| item.is_file());
            let missing = || UploadError::NoSource { path: source.to_owned(), repo: origin.repo.clone() };
            let source = found.ok_or_else(missing)?.clone();
            wanted.push(Wanted { at, origin: origin.clone(), source, path: path.to_owned() });
        }
    }
    Ok(wanted)
}

/// What the Hub says of these paths.
async fn known(hub: &Hub, origin: &Origin, paths: Vec<&str>) -> Result<HashMap<String, TreeItem>, HubError> {
    let mut known = HashMap::new();
    for paths in paths.chunks(AT_ONCE) {
        let items = hub.paths_info(&origin.repo, &origin.revision, paths).await?;
        known.extend(items.into_iter().map(|item| (item.path.clone(), item)));
    }
    Ok(known)
}

/// Without the files that the target has just so, unless they go away in the same commit.
async fn without_unchanged(
    hub: &Hub,
    to: &Destination,
    changes: &[Change],
    wanted: Vec<Wanted>,
) -> Result<Vec<Wanted>, UploadError> {
    let target = Origin { repo: to.repo.clone(), revision: to.revision.clone() };
    let here = known(hub, &target, wanted.iter().map(|wanted| wanted.path.as_str()).collect()).await?;
    let is_same = |wanted: &Wanted| here.get(&wanted.path).is_some_and(|item| content(item) == content(&wanted.source));
    let is_new = |wanted: &Wanted| !is_same(wanted) || is_deleted(changes, &wanted.path);
    Ok(wanted.into_iter().filter(is_new).collect())
}

/// What names the content of a file.
fn content(item: &TreeItem) -> &str {
    item.lfs.as_ref().map_or(&item.oid, |lfs| &lfs.oid)
}

/// Lets the target repo have the large files of other repos.
async fn share(hub: &Hub, to: &Destination, wanted: &[Wanted]) -> Result<(), UploadError> {
    let mut foreign: BTreeMap<&RepoId, Vec<SharedObject<'_>>> = BTreeMap::new();
    for Wanted { origin, source, .. } in wanted.iter().filter(|wanted| wanted.origin.repo != to.repo) {
        let Some(lfs) = &source.lfs else { continue };
        let not_shared = || UploadError::NotShared { path: source.path.clone(), repo: origin.repo.clone() };
        let xet_hash = source.xet_hash.as_deref().ok_or_else(not_shared)?;
        let object = SharedObject { xet_hash, sha256: &lfs.oid, filename: &source.path };
        foreign.entry(&origin.repo).or_default().push(object);
    }
    for (repo, objects) in foreign {
        for objects in objects.chunks(AT_ONCE) {
            if let Some(failed) = hub.share_objects(repo, &to.repo, objects).await?.into_iter().next() {
                let object = objects.iter().find(|object| object.sha256 == failed);
                let path = object.map_or(failed.as_str(), |object| object.filename).to_owned();
                return Err(UploadError::NotShared { path, repo: repo.clone() });
            }
        }
    }
    Ok(())
}

async fn copied(hub: &Hub, wanted: Wanted) -> Result<(usize, Copied), UploadError> {
    let Wanted { at, origin: Origin { repo, revision }, source, path } = wanted;
    if let Some(lfs) = source.lfs {
        return Ok((at, Copied::Large { path, oid: lfs.oid }));
    }
    let url = hub.resolve_url(&repo, &revision, &source.path);
    let response = hub.file_content(&url, 0, None, FETCH_TIMEOUT).await?;
    let content = body::read(response).await.map_err(HubError::from)?;
    let mut hash = ContentHash::git_blob(content.len() as u64);
    hash.update(&content);
    if !source.oid.is_empty() && hash.finish() != source.oid {
        return Err(UploadError::WrongSource { path: source.path });
    }
    Ok((at, Copied::Small { path, content }))
}
