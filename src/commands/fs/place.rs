//! The places that `hf fs` works on, and what stands there: files and folders of repos and of buckets alike.

use anyhow::Result;
use serde::Serialize;

use crate::api::Hub;
use crate::api::buckets::files::BucketEntry;
use crate::api::pages::Pages;
use crate::api::tree::{Entry, LastCommit, Security, TreeItem};
use crate::args::address::Address;
use crate::args::missing::Missing;
use crate::base::moment::Moment;
use crate::base::url::path_below;
use crate::ids::repo::RepoKind;
use crate::ids::revision::Revision;
use crate::ids::uri::{BucketUri, HfUri, RepoUri};
use crate::output::Columns;

/// Nodes in listings; people see hashes only where they ask for them.
pub(super) const COLUMNS: Columns =
    Columns::of_rows().whole("name").right(&["size"]).for_people(&["name", "size", "type"]);

/// The same with the time of the last change.
pub(super) const EXPANDED: Columns =
    Columns::of_rows().whole("name").right(&["size"]).for_people(&["name", "size", "type", "modified"]);

/// A file or a folder, as it is printed.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Node {
    /// Its address without `hf://`, with the revision as it was typed.
    pub name: String,
    /// Bytes; 0 for a folder.
    pub size: u64,
    /// `file` or `directory`.
    pub r#type: &'static str,
    /// The git id of a file in a repo, or of the pointer to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blob_id: Option<String>,
    /// The hash of the content of a large file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The hash of the content in Xet storage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xet_hash: Option<String>,
    /// The newest commit that changed it, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_commit: Option<LastCommit>,
    /// When it was last changed, if that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<Moment>,
    /// What scans of it found, if that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security: Option<Security>,
    /// In the repo or bucket.
    #[serde(skip)]
    pub path: String,
}

/// How much is asked of the Hub.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Depth {
    /// Also what is in folders.
    pub recursive: bool,
    /// Also commits and scans.
    pub expand: bool,
}

impl Node {
    pub(super) fn is_file(&self) -> bool {
        self.r#type == "file"
    }

    /// Its path below a folder; its name if it is that itself.
    pub(super) fn below(&self, base: &str) -> &str {
        path_below(&self.path, base)
    }

    /// 1 for what is directly in the folder.
    pub(super) fn depth_below(&self, base: &str) -> usize {
        self.below(base).matches('/').count() + 1
    }
}

/// A listing of a place, page by page.
pub(super) enum Listing<'a> {
    /// The place is a file, or the root, which no listing names.
    Known(Option<Vec<Node>>),
    Repo(Pages<'a, TreeItem>, RepoUri),
    Expanded(Pages<'a, Entry>, RepoUri),
    Bucket(Pages<'a, BucketEntry>, BucketUri, Depth),
}

impl Listing<'_> {
    /// The nodes of the next page, or `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Node>>> {
        Ok(match self {
            Self::Known(nodes) => nodes.take(),
            Self::Repo(pages, uri) => {
                pages.next().await?.map(|page| page.into_iter().map(|item| of_repo(uri, item)).collect())
            }
            Self::Expanded(pages, uri) => {
                pages.next().await?.map(|page| page.into_iter().map(|entry| of_entry(uri, entry)).collect())
            }
            Self::Bucket(pages, uri, depth) => {
                let node = |entry| of_bucket(uri, entry, depth.expand);
                pages.next().await?.map(|page| page.into_iter().filter_map(node).collect())
            }
        })
    }

    /// All nodes at once.
    pub(super) async fn all(mut self) -> Result<Vec<Node>> {
        let mut all = Vec::new();
        while let Some(nodes) = self.next().await? {
            all.extend(nodes);
        }
        Ok(all)
    }
}

/// What stands at a place; `None` if there is nothing.
pub(super) async fn look(hub: &Hub, address: &Address) -> Result<Option<Node>> {
    match &address.0 {
        HfUri::Repo(uri) if uri.path.is_empty() => {
            hub.repo_info(&uri.repo, &revision(uri), None).await?;
            Ok(Some(root(name_of_repo(uri, ""))))
        }
        HfUri::Repo(uri) => {
            let found = hub.paths_info(&uri.repo, &revision(uri), &[&uri.path]).await?;
            Ok(found.into_iter().next().map(|item| of_repo(uri, item)))
        }
        HfUri::Bucket(uri) if uri.path.is_empty() => {
            hub.bucket(&uri.bucket).await?;
            Ok(Some(root(format!("buckets/{}", uri.bucket))))
        }
        HfUri::Bucket(uri) => {
            let mut pages = hub.bucket_tree(&uri.bucket, &uri.path, false);
            let mut is_folder = false;
            while let Some(entries) = pages.next().await? {
                for entry in entries {
                    if let BucketEntry::File(file) = &entry
                        && file.path == uri.path
                    {
                        return Ok(of_bucket(uri, entry, false));
                    }
                    is_folder = true;
                }
            }
            let folder = || Node { path: uri.path.clone(), ..root(format!("buckets/{}/{}", uri.bucket, uri.path)) };
            Ok(is_folder.then(folder))
        }
    }
}

/// The same for a verb that needs something there.
pub(super) async fn existing(hub: &Hub, address: &Address) -> Result<Node> {
    let hint = "list what there is with `hf fs ls`".to_owned();
    let missing = || Missing { kind: "file or folder", name: address.to_string(), hint };
    Ok(look(hub, address).await?.ok_or_else(missing)?)
}

/// The same with the last change of it, and what scans found.
pub(super) async fn expanded(hub: &Hub, address: &Address) -> Result<Node> {
    let node = existing(hub, address).await?;
    match &address.0 {
        HfUri::Repo(uri) if uri.path.is_empty() => {
            let newest =
                hub.commits(&uri.repo, &revision(uri), false).next().await?.and_then(|page| page.into_iter().next());
            let modified = newest.map(|commit| commit.created_at);
            Ok(Node { modified, ..node })
        }
        HfUri::Repo(uri) => {
            let found = hub.expanded_paths_info(&uri.repo, &revision(uri), &[&uri.path]).await?;
            Ok(found.into_iter().next().map_or(node, |entry| of_entry(uri, entry)))
        }
        HfUri::Bucket(uri) => {
            let mut found = hub.bucket_files_at(&uri.bucket, &[&uri.path]).await?;
            found.retain(|file| file.path == uri.path);
            Ok(found.pop().and_then(|file| of_bucket(uri, BucketEntry::File(file), true)).unwrap_or(node))
        }
    }
}

/// What is in a folder, or the file itself.
pub(super) async fn listing<'a>(hub: &'a Hub, address: &Address, recursive: bool) -> Result<Listing<'a>> {
    listing_of(hub, address, Depth { recursive, expand: false }).await
}

/// The same, with as much as is asked for.
pub(super) async fn listing_of<'a>(hub: &'a Hub, address: &Address, depth: Depth) -> Result<Listing<'a>> {
    match &address.0 {
        HfUri::Repo(uri) => {
            let node = existing(hub, address).await?;
            if node.is_file() {
                let node = if depth.expand { expanded(hub, address).await? } else { node };
                return Ok(Listing::Known(Some(vec![node])));
            }
            let (repo, revision, path) = (&uri.repo, revision(uri), &uri.path);
            Ok(match depth.expand {
                true => Listing::Expanded(hub.expanded_tree(repo, &revision, path, depth.recursive), uri.clone()),
                false => Listing::Repo(hub.tree(repo, &revision, path, depth.recursive), uri.clone()),
            })
        }
        HfUri::Bucket(uri) => {
            Ok(Listing::Bucket(hub.bucket_tree(&uri.bucket, &uri.path, depth.recursive), uri.clone(), depth))
        }
    }
}

pub(super) fn revision(uri: &RepoUri) -> Revision {
    uri.revision.clone().unwrap_or_default()
}

fn root(name: String) -> Node {
    Node {
        name,
        size: 0,
        r#type: "directory",
        blob_id: None,
        sha256: None,
        xet_hash: None,
        last_commit: None,
        modified: None,
        security: None,
        path: String::new(),
    }
}

/// With its commit and its scans.
fn of_entry(uri: &RepoUri, entry: Entry) -> Node {
    match entry {
        Entry::Directory(folder) => Node {
            modified: folder.last_commit.as_ref().map(|commit| commit.date),
            last_commit: folder.last_commit,
            path: folder.path.clone(),
            ..root(name_of_repo(uri, &folder.path))
        },
        Entry::File(file) => Node {
            size: file.size,
            r#type: "file",
            blob_id: file.blob_id.filter(|id| !id.is_empty()),
            sha256: file.lfs.map(|lfs| lfs.sha256),
            xet_hash: file.xet_hash,
            modified: file.last_commit.as_ref().map(|commit| commit.date),
            last_commit: file.last_commit,
            security: file.security,
            path: file.path.clone(),
            ..root(name_of_repo(uri, &file.path))
        },
    }
}

fn of_repo(uri: &RepoUri, item: TreeItem) -> Node {
    let is_file = item.is_file();
    Node {
        name: name_of_repo(uri, &item.path),
        size: item.size,
        r#type: if is_file { "file" } else { "directory" },
        blob_id: Some(item.oid).filter(|oid| is_file && !oid.is_empty()),
        sha256: item.lfs.map(|lfs| lfs.oid),
        xet_hash: item.xet_hash,
        path: item.path.clone(),
        ..root(name_of_repo(uri, &item.path))
    }
}

fn of_bucket(uri: &BucketUri, entry: BucketEntry, expand: bool) -> Option<Node> {
    let name = |path: &str| format!("buckets/{}/{path}", uri.bucket);
    match entry {
        BucketEntry::File(file) => Some(Node {
            size: file.size,
            r#type: "file",
            xet_hash: Some(file.xet_hash),
            modified: file.mtime.or(file.uploaded_at).filter(|_| expand),
            path: file.path.clone(),
            ..root(name(&file.path))
        }),
        BucketEntry::Directory(folder) => Some(Node {
            modified: folder.uploaded_at.filter(|_| expand),
            path: folder.path.clone(),
            ..root(name(&folder.path))
        }),
        BucketEntry::Other => None,
    }
}

/// Models have no word in front.
fn name_of_repo(uri: &RepoUri, path: &str) -> String {
    let uri = RepoUri { path: path.to_owned(), is_folder: false, ..uri.clone() };
    let address = uri.to_string();
    let address = address.strip_prefix("hf://").unwrap_or(&address);
    match uri.repo.kind() {
        RepoKind::Model => address.strip_prefix("models/").unwrap_or(address).to_owned(),
        _ => address.to_owned(),
    }
}
