//! Files copied into a bucket from another one, or from a repo. What the store has is named once more; no byte of it moves.

use std::time::SystemTime;

use super::changes::Outcome;
use super::error::BucketError;
use super::upload::milliseconds;
use crate::api::buckets::batch::{CopiedFile, Operation};
use crate::api::buckets::files::BucketEntry;
use crate::api::tree::TreeItem;
use crate::api::{Hub, HubError};
use crate::ids::bucket::BucketId;
use crate::ids::uri::{BucketUri, RepoUri};
use crate::transfer::placing::{End, Kind, target};
use crate::transfer::upload::UploadError;

/// A file that every repo has, and that means nothing in a bucket.
const GITATTRIBUTES: &str = ".gitattributes";

/// Copies that one side of the Hub can make of what the other has.
#[derive(Debug)]
pub struct Copies {
    source_kind: &'static str,
    source: String,
    /// The hash of the content, and the path in the bucket.
    by_hash: Vec<(String, String)>,
    /// Files that the store does not have: their paths in the repo, and in the bucket.
    pub others: Vec<(String, String)>,
}

/// Copies a file or a folder from one bucket to another, or within one. `to` stands at the destination.
///
/// # Errors
/// [`BucketError::Missing`] where there is nothing to copy; [`BucketError::Refused`].
pub async fn between_buckets(hub: &Hub, src: &BucketUri, dst: &BucketUri, to: Kind) -> Result<(), BucketError> {
    let to = End { path: &dst.path, kind: to, is_folder: dst.is_folder };
    let mut files = hub.bucket_files_at(&src.bucket, &[&src.path]).await?;
    files.retain(|file| file.path == src.path);
    let kind = Kind::of_source(!files.is_empty(), &src.path);
    if kind != Kind::File {
        let entries = hub.bucket_tree(&src.bucket, &src.path, true).all().await?;
        files.extend(entries.into_iter().filter_map(BucketEntry::into_file));
    }
    if files.is_empty() {
        return Err(BucketError::Missing { bucket: src.bucket.to_string(), path: src.path.clone() });
    }
    let place = target(End { path: &src.path, kind, is_folder: src.is_folder }, to);
    let by_hash = files.into_iter().map(|file| (file.xet_hash, joined(&place, &src.path, &file.path))).collect();
    let copies = Copies { source_kind: "bucket", source: src.bucket.to_string(), by_hash, others: Vec::new() };
    copies.share(hub, &dst.bucket).await
}

/// The copies of a file or a folder of a repo. `to` stands at the destination. Nothing is copied yet.
///
/// # Errors
/// There is nothing to copy, or the Hub refuses.
pub async fn from_repo(hub: &Hub, src: &RepoUri, dst: &BucketUri, to: Kind) -> Result<Copies, BucketError> {
    let to = End { path: &dst.path, kind: to, is_folder: dst.is_folder };
    let revision = src.revision.clone().unwrap_or_default();
    let mut files = match src.path.as_str() {
        "" => Vec::new(),
        path => hub.paths_info(&src.repo, &revision, &[path]).await?,
    };
    files.retain(TreeItem::is_file);
    let kind = Kind::of_source(!files.is_empty(), &src.path);
    if kind != Kind::File {
        files = hub.tree(&src.repo, &revision, &src.path, true).all().await?;
        files.retain(|item| item.is_file() && item.path.rsplit('/').next() != Some(GITATTRIBUTES));
    }
    if files.is_empty() {
        return Err(UploadError::NoSource { path: src.path.clone(), repo: src.repo.clone() }.into());
    }
    let place = target(End { path: &src.path, kind, is_folder: src.is_folder }, to);
    let (mut by_hash, mut others) = (Vec::new(), Vec::new());
    for file in files {
        let path = joined(&place, &src.path, &file.path);
        match file.xet_hash {
            Some(hash) => by_hash.push((hash, path)),
            None => others.push((file.path, path)),
        }
    }
    Ok(Copies { source_kind: src.repo.kind().singular(), source: src.repo.id().to_owned(), by_hash, others })
}

impl Copies {
    /// Copies what the store has.
    ///
    /// # Errors
    /// [`BucketError::Refused`].
    pub async fn share(&self, hub: &Hub, to: &BucketId) -> Result<(), BucketError> {
        let modified = milliseconds(SystemTime::now());
        let Self { source_kind, source, .. } = self;
        let operations = self
            .by_hash
            .iter()
            .map(|(hash, path)| Operation::Copy(CopiedFile { path, hash, modified, source_kind, source }));
        let mut outcome = Outcome::default();
        outcome.make(hub, to, &operations.collect::<Vec<_>>()).await?;
        outcome.end(to)
    }
}

/// What stands at a place in a bucket.
///
/// # Errors
/// Any refusal of the Hub.
pub async fn kind_in_bucket(hub: &Hub, place: &BucketUri) -> Result<Kind, HubError> {
    if place.path.is_empty() {
        return Ok(Kind::Root);
    }
    let files = hub.bucket_files_at(&place.bucket, &[&place.path]).await?;
    if files.iter().any(|file| file.path == place.path) {
        return Ok(Kind::File);
    }
    let mut pages = hub.bucket_tree(&place.bucket, &place.path, false);
    while let Some(page) = pages.next().await? {
        if !page.is_empty() {
            return Ok(Kind::Folder);
        }
    }
    Ok(Kind::Nothing)
}

/// Where a file below the source goes, if the source goes to that place.
fn joined(place: &str, source: &str, path: &str) -> String {
    let below = path.strip_prefix(source).unwrap_or(path).trim_start_matches('/');
    match (place, below) {
        (place, "") => place.to_owned(),
        ("", below) => below.to_owned(),
        (place, below) => format!("{place}/{below}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{End, Kind, joined, target};

    #[test]
    fn copies_go_where_cp_puts_them() {
        let (nothing, file, folder, root) = (Kind::Nothing, Kind::File, Kind::Folder, Kind::Root);
        for ((src, from), (dst, to), expected) in [
            (("d/f", file), ("", root), "f"),
            (("d/f", file), ("g", folder), "g/f"),
            (("d/f", file), ("g/", nothing), "g/f"),
            (("d/f", file), ("g", nothing), "g"),
            (("d/f", file), ("g", file), "g"),
            (("a/d", folder), ("g", folder), "g/d"),
            (("a/d", folder), ("", root), "d"),
            (("a/d", folder), ("g", nothing), "g"),
            (("a/d", folder), ("g/", nothing), "g"),
            (("a/d", folder), ("g", file), "g"),
            (("a/d/", folder), ("g", folder), "g"),
            (("a/d/", folder), ("", root), ""),
            (("", root), ("g", folder), "g"),
        ] {
            let end = |text: &'static str, kind| End {
                path: text.trim_end_matches('/'),
                kind,
                is_folder: text.ends_with('/'),
            };
            assert_eq!(target(end(src, from), end(dst, to)), expected, "{src} {dst}");
        }
        for (place, source, path, expected) in [
            ("g", "d/f", "d/f", "g"),
            ("g/d", "a/d", "a/d/e/f", "g/d/e/f"),
            ("", "a", "a/b", "b"),
            ("g", "", "a", "g/a"),
        ] {
            assert_eq!(joined(place, source, path), expected);
        }
    }
}
