//! The commits behind a revision: the log, and who changed a path last.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use git2::{Commit, DiffOptions, Oid, Repository, Sort};

use super::repos::Repo;
use crate::local_hub::last::Last;

thread_local! {
    /// A repository and a commit.
    static CHANGED: Last<(String, Oid), HashMap<String, Change>> = const { Last::new() };
}

/// A commit as replies show it.
#[derive(Clone)]
pub struct Change {
    pub oid: Oid,
    pub title: String,
    pub message: String,
    pub author: String,
    /// Unix seconds.
    pub when: i64,
}

impl Change {
    fn new(commit: &Commit<'_>) -> Self {
        let text = commit.message().unwrap_or_default();
        let (title, message) = text.split_once("\n\n").unwrap_or((text, ""));
        Self {
            oid: commit.id(),
            title: title.trim_end().to_owned(),
            message: message.trim_end().to_owned(),
            author: commit.author().name().unwrap_or_default().to_owned(),
            when: commit.time().seconds(),
        }
    }
}

impl Repo {
    /// The commits that a commit is built on, itself first.
    pub fn log(&self, from: Oid) -> Vec<Change> {
        let git = self.git();
        walk(&git, from).into_iter().map(|oid| Change::new(&git.find_commit(oid).unwrap())).collect()
    }

    /// For every file and folder of a commit, the commit that changed it last.
    pub fn last_changes(&self, from: Oid) -> Rc<HashMap<String, Change>> {
        let commit = (self.record.object_id.clone(), from);
        CHANGED.with(|last| last.answer(commit, || Some(self.find_last_changes(from)))).unwrap()
    }

    fn find_last_changes(&self, from: Oid) -> HashMap<String, Change> {
        let git = self.git();
        let mut last = HashMap::new();
        for oid in walk(&git, from) {
            let commit = git.find_commit(oid).unwrap();
            let change = Change::new(&commit);
            for path in changed_paths(&git, &commit) {
                for (end, _) in path.match_indices('/').chain([(path.len(), "")]) {
                    last.entry(path[..end].to_owned()).or_insert_with(|| change.clone());
                }
            }
        }
        last
    }
}

fn walk(git: &Repository, from: Oid) -> Vec<Oid> {
    let mut walk = git.revwalk().unwrap();
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME).unwrap();
    walk.push(from).unwrap();
    walk.map(Result::unwrap).collect()
}

fn changed_paths(git: &Repository, commit: &Commit<'_>) -> HashSet<String> {
    let parent = commit.parent(0).ok().map(|parent| parent.tree().unwrap());
    let mut options = DiffOptions::new();
    let diff = git.diff_tree_to_tree(parent.as_ref(), Some(&commit.tree().unwrap()), Some(&mut options)).unwrap();
    let paths = diff.deltas().filter_map(|delta| Some(delta.new_file().path()?.to_str()?.to_owned()));
    paths.collect()
}
