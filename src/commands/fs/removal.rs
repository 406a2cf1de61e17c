//! The deletions of `hf fs rm` and `hf fs mv`: what is deleted from one repo or bucket, and the one change that does it.

use anyhow::Result;

use super::place::{Node, listing};
use crate::api::Hub;
use crate::args::address::Address;
use crate::args::commit::CommitArgs;
use crate::commands::carrier::Carrier;
use crate::ids::uri::{BucketUri, HfUri, RepoUri};
use crate::transfer::bucket::changes::delete_files;
use crate::transfer::upload::changes::{Change, Committed};

/// Files of one repo at one revision, or of one bucket.
pub(super) struct Removal {
    /// The repo or bucket as a whole.
    pub place: HfUri,
    /// What the Hub is asked to delete; folders of a repo end in a slash.
    pub paths: Vec<String>,
    /// All files that this deletes.
    pub files: Vec<Node>,
    /// The commit that the branch must still point to, if that matters.
    pub head: Option<String>,
}

impl Removal {
    /// A file, or what is in a folder, down to so many levels.
    pub(super) async fn of(hub: &Hub, address: &Address, node: Node, depth: Option<u16>) -> Result<Self> {
        let place = whole(&address.0);
        let base = address.path();
        if node.is_file() {
            return Ok(Self { place, paths: vec![node.path.clone()], files: vec![node], head: None });
        }
        let mut nodes = listing(hub, address, true).await?.all().await?;
        nodes.retain(|node| node.depth_below(base) <= depth.map_or(usize::MAX, usize::from));
        let paths = match (&place, depth, base) {
            (HfUri::Repo(_), None, "") => nodes.iter().filter(|node| node.depth_below("") == 1).map(deletion).collect(),
            (HfUri::Repo(_), None, base) => vec![format!("{base}/")],
            _ => nodes.iter().filter(|node| node.is_file()).map(deletion).collect(),
        };
        nodes.retain(Node::is_file);
        Ok(Self { place, paths, files: nodes, head: None })
    }

    /// Becomes part of the removal of the same place, or another one.
    pub(super) fn join_into(self, all: &mut Vec<Self>) {
        match all.iter_mut().find(|other| other.place == self.place) {
            Some(other) => other.join(self),
            None => all.push(self),
        }
    }

    /// Takes in what another one of the same place deletes.
    fn join(&mut self, other: Self) {
        self.paths.extend(other.paths);
        self.paths.sort();
        self.paths.dedup();
        let folders: Vec<String> = self.paths.iter().filter(|path| path.ends_with('/')).cloned().collect();
        self.paths.retain(|path| !folders.iter().any(|folder| path != folder && path.starts_with(folder)));
        self.files.extend(other.files);
        self.files.sort_by(|one, other| one.path.cmp(&other.path));
        self.files.dedup_by(|one, other| one.path == other.path);
    }

    /// The place in words.
    pub(super) fn place_name(&self) -> String {
        match &self.place {
            HfUri::Bucket(uri) => format!("bucket '{}'", uri.bucket),
            HfUri::Repo(RepoUri { repo, revision: None, .. }) => format!("{} '{repo}'", repo.kind()),
            HfUri::Repo(RepoUri { repo, revision: Some(revision), .. }) => {
                format!("{} '{repo}' at '{revision}'", repo.kind())
            }
        }
    }

    /// As changes of a commit.
    pub(super) fn changes(&self) -> Vec<Change> {
        self.paths.iter().map(|path| Change::Delete { path: path.clone() }).collect()
    }

    /// Deletes everything. Returns the commit in a repo.
    pub(super) async fn carry_out(&self, carrier: &Carrier<'_>, commit: &CommitArgs) -> Result<Option<Committed>> {
        match &self.place {
            HfUri::Bucket(uri) => {
                delete_files(&carrier.changing()?, &uri.bucket, &self.paths).await?;
                Ok(None)
            }
            HfUri::Repo(uri) => {
                let message = match self.paths.as_slice() {
                    [path] => format!("Delete {path} with hf"),
                    paths => format!("Delete {} paths with hf", paths.len()),
                };
                Ok(Some(carrier.commit(uri, (commit, message), self.changes()).await?))
            }
        }
    }
}

/// The repo or bucket that a place is in.
pub(super) fn whole(place: &HfUri) -> HfUri {
    let (path, is_folder) = (String::new(), false);
    match place {
        HfUri::Repo(uri) => HfUri::Repo(RepoUri { path, is_folder, ..uri.clone() }),
        HfUri::Bucket(uri) => HfUri::Bucket(BucketUri { path, is_folder, ..uri.clone() }),
    }
}

fn deletion(node: &Node) -> String {
    if node.is_file() { node.path.clone() } else { format!("{}/", node.path) }
}

#[cfg(test)]
mod tests {
    use super::Removal;
    use crate::args::address::Address;

    #[test]
    fn what_is_in_a_deleted_folder_is_not_deleted_again() {
        let Address(place) = "ada/tiny".parse().unwrap();
        let removal = |paths: &[&str]| Removal {
            place: place.clone(),
            paths: paths.iter().map(ToString::to_string).collect(),
            files: Vec::new(),
            head: None,
        };
        let mut joined = removal(&["b", "a/x"]);
        joined.join(removal(&["a/", "b", "ab"]));
        assert_eq!(joined.paths, ["a/", "ab", "b"]);
    }
}
