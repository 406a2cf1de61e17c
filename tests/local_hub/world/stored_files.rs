//! The large files that a repository keeps: all that its commits name or named, unless they were deleted for good.

use std::collections::{BTreeMap, HashMap};

use git2::{Oid, Repository, Sort, TreeWalkMode, TreeWalkResult};
use serde::{Deserialize, Serialize};

use super::World;
use super::kinds::Kind;
use super::repos::{Content, Repo};

/// A large file that was pushed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stored {
    pub sha256: String,
    pub path: String,
    pub size: u64,
    /// Unix seconds.
    pub when: i64,
    pub reference: String,
}

impl Repo {
    /// By SHA-256, each as it was first committed.
    pub fn stored_files(&self) -> BTreeMap<String, Stored> {
        let mut all: BTreeMap<String, Stored> =
            self.record.stored.iter().map(|stored| (stored.sha256.clone(), stored.clone())).collect();
        let git = self.git();
        for (reference, head) in self.references() {
            for oid in oldest_first(&git, head) {
                let when = git.find_commit(oid).unwrap().time().seconds();
                for (path, sha256, size) in self.large_files(&git, oid) {
                    let stored = || Stored { sha256: sha256.clone(), path, size, when, reference: reference.clone() };
                    all.entry(sha256.clone()).or_insert_with(stored);
                }
            }
        }
        all.retain(|sha256, _| !self.record.deleted.contains(sha256));
        all
    }

    fn large_files(&self, git: &Repository, commit: Oid) -> Vec<(String, String, u64)> {
        let mut found = vec![];
        let tree = git.find_commit(commit).unwrap().tree().unwrap();
        tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
            if let Content::Large { sha256, size, .. } = self.content_of(git, entry.id()) {
                found.push((format!("{folder}{}", entry.name().unwrap()), sha256, size));
            }
            TreeWalkResult::Ok
        })
        .unwrap();
        found
    }

    /// Makes one commit of all commits of a branch.
    pub fn squash(&self, reference: &str, author: &str, message: &str, when: i64) {
        let git = self.git();
        let head = self.resolve(reference).unwrap();
        let tree = git.find_commit(head).unwrap().tree().unwrap();
        let by = git2::Signature::new(author, &format!("{author}@example.test"), &git2::Time::new(when, 0)).unwrap();
        let commit = git.commit(None, &by, &by, message, &tree, &[]).unwrap();
        git.reference(reference, commit, true, "squash").unwrap();
    }

    /// Writes all commits of all references again without these large files.
    pub fn rewrite_without(&self, sha256: &[String]) {
        let git = self.git();
        let mut new: HashMap<Oid, Oid> = HashMap::new();
        for (reference, head) in self.references() {
            for oid in oldest_first(&git, head) {
                if !new.contains_key(&oid) {
                    new.insert(oid, self.rewritten(&git, oid, sha256, &new));
                }
            }
            git.reference(&reference, new[&head], true, "rewrite").unwrap();
        }
    }

    fn rewritten(&self, git: &Repository, oid: Oid, sha256: &[String], new: &HashMap<Oid, Oid>) -> Oid {
        let commit = git.find_commit(oid).unwrap();
        let mut index = git2::Index::new().unwrap();
        index.read_tree(&commit.tree().unwrap()).unwrap();
        for (path, _, _) in self.large_files(git, oid).into_iter().filter(|(_, known, _)| sha256.contains(known)) {
            index.remove(path.as_ref(), 0).unwrap();
        }
        let tree = git.find_tree(index.write_tree_to(git).unwrap()).unwrap();
        let parents: Vec<_> = commit.parent_ids().map(|parent| git.find_commit(new[&parent]).unwrap()).collect();
        let parents: Vec<_> = parents.iter().collect();
        let (author, committer) = (commit.author(), commit.committer());
        git.commit(None, &author, &committer, commit.message().unwrap_or_default(), &tree, &parents).unwrap()
    }
}

fn oldest_first(git: &Repository, head: Oid) -> Vec<Oid> {
    let mut walk = git.revwalk().unwrap();
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE).unwrap();
    walk.push(head).unwrap();
    walk.map(Result::unwrap).collect()
}

impl World {
    /// Squashes a branch; its large files stay stored.
    pub fn squash(&self, repo: &Repo, reference: &str, author: &str, message: &str) {
        let stored: Vec<Stored> = repo.stored_files().into_values().collect();
        self.change_repo(repo.record.kind, &repo.record.id, |record| record.stored = stored);
        repo.squash(reference, author, message, self.now());
    }

    /// Deletes large files for good. Content that another repository names stays for that one.
    pub fn delete_stored(&self, kind: Kind, id: &str, sha256: &[String]) {
        self.change_repo(kind, id, |record| record.deleted.extend(sha256.iter().cloned()));
        let kept: Vec<String> = self.repos().iter().flat_map(|repo| repo.stored_files().into_keys()).collect();
        for gone in sha256.iter().filter(|sha256| !kept.contains(sha256) && self.blobs.size(sha256).is_some()) {
            self.blobs.lose(gone);
        }
    }
}
