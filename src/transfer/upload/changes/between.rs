//! Where copies between repos go: as with `cp -r`, a folder goes into a folder that exists, and becomes one that does
//! not; one that is named with a slash at its end gives its content alone.

use super::change::{Change, CopySource};
use crate::api::tree::TreeItem;
use crate::api::{Hub, HubError};
use crate::ids::uri::RepoUri;
use crate::transfer::upload::UploadError;

/// What stands somewhere in a repo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nothing,
    File,
    Folder,
    /// The root of the repo.
    Root,
}

/// The change that copies from one place of the Hub to another.
///
/// # Errors
/// [`UploadError::NoSource`], or any refusal of the Hub.
pub async fn copy_between(hub: &Hub, src: &RepoUri, dst: &RepoUri) -> Result<Change, UploadError> {
    // One after the other: two answers as long as answers may be are too much for a small machine.
    let (from, to) = (kind(hub, src).await?, kind(hub, dst).await?);
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

fn target((src, from): (&RepoUri, Kind), (dst, to): (&RepoUri, Kind)) -> String {
    let name = src.path.rsplit('/').next().unwrap_or_default();
    let is_below = match from {
        Kind::File => to == Kind::Root || to == Kind::Folder || dst.is_folder,
        Kind::Folder => to == Kind::Folder && !src.is_folder,
        Kind::Nothing | Kind::Root => false,
    };
    match (is_below, dst.path.as_str()) {
        (false, path) => path.to_owned(),
        (true, "") => name.to_owned(),
        (true, path) => format!("{path}/{name}"),
    }
}

async fn kind(hub: &Hub, place: &RepoUri) -> Result<Kind, HubError> {
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
