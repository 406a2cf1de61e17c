//! The names of entries: what each is of, and no other name. Pure.

use super::ArchiveError;
use crate::base::fs::safe_relative;
use crate::base::sha::is_hash;
use crate::ids::repo::{RepoId, RepoKind};
use crate::ids::revision::{Revision, is_commit_hash};

/// What an entry of an archive is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub repo: RepoId,
    pub part: Part,
}

/// Which part of its repo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Blob { etag: String },
    Listing { commit: String },
    Absent { commit: String, path: String },
    Entry { commit: String, path: String },
    Reference { revision: Revision },
}

impl Member {
    pub(super) fn parse(name: &str) -> Result<Self, ArchiveError> {
        let member = || {
            let (folder, rest) = name.split_once('/')?;
            let (part, rest) = rest.split_once('/')?;
            Some(Self { repo: repo_of_folder(folder)?, part: Part::parse(part, rest)? })
        };
        member().ok_or_else(|| ArchiveError::Foreign(name.to_owned()))
    }

    pub(super) fn name(&self) -> String {
        let folder = self.repo.folder_name();
        match &self.part {
            Part::Blob { etag } => format!("{folder}/blobs/{etag}"),
            Part::Listing { commit } => format!("{folder}/trees/{commit}.json"),
            Part::Absent { commit, path } => format!("{folder}/.no_exist/{commit}/{path}"),
            Part::Entry { commit, path } => format!("{folder}/snapshots/{commit}/{path}"),
            Part::Reference { revision } => format!("{folder}/refs/{revision}"),
        }
    }
}

impl Part {
    fn parse(part: &str, rest: &str) -> Option<Self> {
        let of_commit = || {
            let (commit, path) = rest.split_once('/').filter(|(commit, _)| is_commit_hash(commit))?;
            is_safe(path).then(|| (commit.to_owned(), path.to_owned()))
        };
        match part {
            "blobs" => is_hash(rest).then(|| Self::Blob { etag: rest.to_owned() }),
            "trees" => {
                let commit = rest.strip_suffix(".json").filter(|commit| is_commit_hash(commit))?;
                Some(Self::Listing { commit: commit.to_owned() })
            }
            ".no_exist" => of_commit().map(|(commit, path)| Self::Absent { commit, path }),
            "snapshots" => of_commit().map(|(commit, path)| Self::Entry { commit, path }),
            "refs" => revision_of(rest).map(|revision| Self::Reference { revision }),
            _ => None,
        }
    }
}

/// Whether a ref of this name can be in an archive.
pub(super) fn is_reference(name: &str) -> bool {
    revision_of(name).is_some()
}

fn revision_of(name: &str) -> Option<Revision> {
    name.parse().ok().filter(|_| is_safe(name))
}

/// The way from an entry at this path to a blob of its repo, as both clients write it.
pub(super) fn link_target(path: &str, etag: &str) -> String {
    format!("{}blobs/{etag}", "../".repeat(path.split('/').count() + 1))
}

/// The blob that a link from this path leads to, if it is the way that [`link_target`] writes.
pub(super) fn etag_of_target<'t>(path: &str, target: &'t str) -> Option<&'t str> {
    let etag = target.rsplit('/').next()?;
    (is_hash(etag) && link_target(path, etag) == target).then_some(etag)
}

/// Neither out of its folder, nor spelt in a way that is another path after all.
pub(super) fn is_safe(path: &str) -> bool {
    safe_relative(path).is_ok() && path.split('/').all(|part| !part.is_empty() && part != ".")
}

/// The repo that a folder of a cache is named for.
pub(super) fn repo_of_folder(folder: &str) -> Option<RepoId> {
    let (kind, id) = folder.split_once("--")?;
    let repo = RepoId::new(RepoKind::from_plural(kind)?, &id.replace("--", "/")).ok()?;
    (repo.folder_name() == folder).then_some(repo)
}

#[cfg(test)]
mod tests {
    use super::{Member, etag_of_target, link_target};

    const COMMIT: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    #[test]
    fn every_part_of_a_repo_is_known_by_its_name() {
        for name in [
            format!("models--ada--tiny/blobs/{COMMIT}"),
            format!("datasets--squad/trees/{COMMIT}.json"),
            format!("spaces--ada--app/.no_exist/{COMMIT}/a/b.txt"),
            format!("kernels--ada--fast/snapshots/{COMMIT}/a/b.txt"),
            "models--ada--tiny/refs/refs/pr/1".to_owned(),
        ] {
            assert_eq!(Member::parse(&name).unwrap().name(), name);
        }
    }

    #[test]
    fn no_other_name_is_taken() {
        for name in [
            String::new(),
            "hf-cache.json".into(),
            "/etc/passwd".into(),
            "../models--a--b/refs/main".into(),
            "models--a--b".into(),
            "models--a--b/blobs".into(),
            "models--..--b/refs/main".into(),
            "models--a--b--c/refs/main".into(),
            "others--a--b/refs/main".into(),
            "models--a--b/refs/../../x".into(),
            "models--a--b/refs//main".into(),
            "models--a--b/refs/".into(),
            "models--a--b/blobs/short".into(),
            format!("models--a--b/blobs/{COMMIT}/x"),
            format!("models--a--b/blobs/../{COMMIT}"),
            "models--a--b/snapshots/main/a".into(),
            format!("models--a--b/snapshots/{COMMIT}"),
            format!("models--a--b/snapshots/{COMMIT}/../x"),
            format!("models--a--b/snapshots/{COMMIT}/./x"),
            format!("models--a--b/snapshots/{COMMIT}//x"),
            format!("models--a--b/snapshots/{COMMIT}/a\\..\\x"),
            format!("models--a--b/.locks/{COMMIT}.lock"),
            format!("./models--a--b/blobs/{COMMIT}"),
        ] {
            assert!(Member::parse(&name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_link_leads_to_a_blob_of_its_own_repo_by_one_way_only() {
        for (path, up) in [("a", "../../"), ("a/b/c", "../../../../")] {
            let target = link_target(path, COMMIT);
            assert_eq!(target, format!("{up}blobs/{COMMIT}"));
            assert_eq!(etag_of_target(path, &target), Some(COMMIT));
            for other in [format!("../{target}"), format!("/{target}"), format!("./{target}"), format!("{target}x")] {
                assert_eq!(etag_of_target(path, &other), None, "{other}");
            }
        }
        assert_eq!(etag_of_target("a", "../../blobs/../../../etc/passwd"), None);
    }
}
