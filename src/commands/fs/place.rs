//! The places that `hf fs` works on, and what stands there: files and folders of repos and of buckets alike.

use anyhow::Result;
use serde::Serialize;

use crate::api::Hub;
use crate::api::buckets::files::BucketEntry;
use crate::api::pages::Pages;
use crate::api::tree::TreeItem;
use crate::args::address::Address;
use crate::args::missing::Missing;
use crate::base::url::path_below;
use crate::ids::repo::RepoKind;
use crate::ids::revision::Revision;
use crate::ids::uri::{BucketUri, HfUri, RepoUri};
use crate::output::Columns;

/// Nodes in listings; people see hashes only where they ask for them.
pub(super) const COLUMNS: Columns =
    Columns::of_rows().whole("name").right(&["size"]).for_people(&["name", "size", "type"]);

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
    /// In the repo or bucket.
    #[serde(skip)]
    pub path: String,
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
    Bucket(Pages<'a, BucketEntry>, BucketUri),
}

impl Listing<'_> {
    /// The nodes of the next page, or `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Node>>> {
        Ok(match self {
            Self::Known(nodes) => nodes.take(),
            Self::Repo(pages, uri) => {
                pages.next().await?.map(|page| page.into_iter().map(|item| of_repo(uri, item)).collect())
            }
            Self::Bucket(pages, uri) => {
                pages.next().await?.map(|page| page.into_iter().filter_map(|entry| of_bucket(uri, entry)).collect())
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
                        return Ok(of_bucket(uri, entry));
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

/// What is in a folder, or the file itself.
pub(super) async fn listing<'a>(hub: &'a Hub, address: &Address, recursive: bool) -> Result<Listing<'a>> {
    match &address.0 {
        HfUri::Repo(uri) => {
            let node = existing(hub, address).await?;
            if node.is_file() {
                return Ok(Listing::Known(Some(vec![node])));
            }
            Ok(Listing::Repo(hub.tree(&uri.repo, &revision(uri), &uri.path, recursive), uri.clone()))
        }
        HfUri::Bucket(uri) => Ok(Listing::Bucket(hub.bucket_tree(&uri.bucket, &uri.path, recursive), uri.clone())),
    }
}

pub(super) fn revision(uri: &RepoUri) -> Revision {
    uri.revision.clone().unwrap_or_default()
}

fn root(name: String) -> Node {
    Node { name, size: 0, r#type: "directory", blob_id: None, sha256: None, xet_hash: None, path: String::new() }
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
        path: item.path,
    }
}

fn of_bucket(uri: &BucketUri, entry: BucketEntry) -> Option<Node> {
    let name = |path: &str| format!("buckets/{}/{path}", uri.bucket);
    match entry {
        BucketEntry::File(file) => Some(Node {
            size: file.size,
            r#type: "file",
            xet_hash: Some(file.xet_hash),
            path: file.path.clone(),
            ..root(name(&file.path))
        }),
        BucketEntry::Directory(folder) => Some(Node { path: folder.path.clone(), ..root(name(&folder.path)) }),
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
