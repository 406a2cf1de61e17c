//! Copies between repos: what is copied, and where it goes.

use super::change::{Change, CopySource};
use crate::api::tree::TreeItem;
use crate::api::{Hub, HubError};
use crate::ids::uri::RepoUri;
use crate::transfer::placing::{self, End, Kind};
use crate::transfer::upload::UploadError;

/// The change that copies from one place of the Hub to another, where `to` stands.
///
/// # Errors
/// [`UploadError::NoSource`], or any refusal of the Hub.
pub async fn copy_between(hub: &Hub, src: &RepoUri, dst: &RepoUri, to: Kind) -> Result<Change, UploadError> {
    let from = kind_in_repo(hub, src).await?;
    if from == Kind::Nothing {
        return Err(UploadError::NoSource { path: src.path.clone(), repo: src.repo.clone() });
    }
    let source = CopySource {
        repo: Some(src.repo.clone()),
        revision: src.revision.clone(),
        path: if from == Kind::Folder { format!("{}/", src.path) } else { src.path.clone() },
    };
    Ok(Change::Copy { path: target((src, from), (dst, to)), from: source })
}

/// A folder that is copied to the root of a repo gives its content, whether it is named with a slash or not.
fn target((src, from): (&RepoUri, Kind), (dst, to): (&RepoUri, Kind)) -> String {
    let is_opened = src.is_folder || (from, to) == (Kind::Folder, Kind::Root);
    let src = End { path: &src.path, kind: from, is_folder: is_opened };
    placing::target(src, End { path: &dst.path, kind: to, is_folder: dst.is_folder })
}

/// What stands at a place in a repo.
///
/// # Errors
/// Any refusal of the Hub.
pub async fn kind_in_repo(hub: &Hub, place: &RepoUri) -> Result<Kind, HubError> {
    if place.path.is_empty() {
        return Ok(Kind::Root);
    }
    let revision = place.revision.clone().unwrap_or_default();
    let found = hub.paths_info(&place.repo, &revision, &[&place.path]).await?;
    Ok(match found.first().map(TreeItem::is_file) {
        None => Kind::Nothing,
        Some(true) => Kind::File,
        Some(false) => Kind::Folder,
    })
}

#[cfg(test)]
mod tests {
    use super::{Kind, target};
    use crate::ids::uri::{HfUri, RepoUri};

    fn uri(path: &str) -> RepoUri {
        match format!("hf://a/b/{path}").parse().unwrap() {
            HfUri::Repo(uri) => uri,
            HfUri::Bucket(_) => panic!(),
        }
    }

    #[test]
    fn copies_go_where_cp_puts_them() {
        for (src, from, dst, to, expected) in [
            ("d/f", Kind::File, "g", Kind::Nothing, "g"),
            ("d/f", Kind::File, "g", Kind::File, "g"),
            ("d/f", Kind::File, "g/", Kind::Nothing, "g/f"),
            ("d/f", Kind::File, "g", Kind::Folder, "g/f"),
            ("d/f", Kind::File, "", Kind::Root, "f"),
            ("d/e", Kind::Folder, "g", Kind::Nothing, "g"),
            ("d/e", Kind::Folder, "g", Kind::Folder, "g/e"),
            ("d/e/", Kind::Folder, "g", Kind::Folder, "g"),
            ("d/e", Kind::Folder, "", Kind::Root, ""),
            ("", Kind::Root, "g", Kind::Folder, "g"),
        ] {
            assert_eq!(target((&uri(src), from), (&uri(dst), to)), expected, "{src} {dst}");
        }
    }
}
