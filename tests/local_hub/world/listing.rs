//! Folders of a commit as lists of entries.

use std::collections::HashMap;
use std::rc::Rc;

use git2::{ObjectType, Oid, Repository, Tree};

use super::repos::{Content, Entry, Repo};
use crate::local_hub::last::Last;

thread_local! {
    /// A repository, a commit, a folder, and whether what is in its folders counts.
    static LISTED: Last<(String, Oid, String, bool), Vec<Entry>> = const { Last::new() };
}

impl Repo {
    /// The entry at a path of a commit; a folder is an entry too.
    pub fn entry(&self, commit: Oid, path: &str) -> Option<Entry> {
        let git = self.git();
        let tree = git.find_commit(commit).unwrap().tree().unwrap();
        let found = tree.get_path(path.as_ref()).ok()?;
        let content = self.content_of(&git, found.id());
        Some(Entry { path: path.to_owned(), oid: found.id(), content })
    }

    /// The files at many paths of a commit: each folder is read once, however many of its files are asked for.
    pub fn files_at(&self, commit: Oid, paths: &[&str]) -> Vec<Option<Entry>> {
        let git = self.git();
        let root = git.find_commit(commit).unwrap().tree().unwrap();
        let mut folders: HashMap<&str, Option<Tree<'_>>> = HashMap::new();
        let found = paths.iter().copied().map(|path| {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            let tree = folders.entry(folder).or_insert_with(|| match folder {
                "" => Some(root.clone()),
                _ => git.find_tree(root.get_path(folder.as_ref()).ok()?.id()).ok(),
            });
            let oid = tree.as_ref()?.get_name(name)?.id();
            let content = self.content_of(&git, oid);
            (content != Content::Folder).then(|| Entry { path: path.to_owned(), oid, content })
        });
        found.collect()
    }

    /// What a folder of a commit holds: folders first, then files, each sorted; with `recursive` every folder is
    /// followed by its content. None if there is no such folder.
    pub fn list(&self, commit: Oid, folder: &str, recursive: bool) -> Option<Rc<Vec<Entry>>> {
        let wanted = (self.record.object_id.clone(), commit, folder.to_owned(), recursive);
        LISTED.with(|last| last.answer(wanted, || self.walk(commit, folder, recursive)))
    }

    fn walk(&self, commit: Oid, folder: &str, recursive: bool) -> Option<Vec<Entry>> {
        let git = self.git();
        let root = git.find_commit(commit).unwrap().tree().unwrap();
        let tree =
            if folder.is_empty() { root } else { git.find_tree(root.get_path(folder.as_ref()).ok()?.id()).ok()? };
        let mut found = vec![];
        Walk { repo: self, git: &git, recursive }.folder(&tree, folder, &mut found);
        Some(found)
    }

    /// Every file of a commit, sorted by path.
    pub fn files(&self, commit: Oid) -> Vec<Entry> {
        let mut entries = self.walk(commit, "", true).unwrap();
        entries.retain(|entry| entry.content != Content::Folder);
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        entries
    }
}

struct Walk<'a> {
    repo: &'a Repo,
    git: &'a Repository,
    recursive: bool,
}

impl Walk<'_> {
    fn folder(&self, tree: &Tree<'_>, base: &str, found: &mut Vec<Entry>) {
        let mut files = vec![];
        for item in tree {
            let name = item.name().expect("names are written as UTF-8");
            let path = if base.is_empty() { name.to_owned() } else { format!("{base}/{name}") };
            if item.kind() != Some(ObjectType::Tree) {
                files.push(Entry { path, oid: item.id(), content: self.repo.content_of(self.git, item.id()) });
                continue;
            }
            found.push(Entry { path: path.clone(), oid: item.id(), content: Content::Folder });
            if self.recursive {
                self.folder(&self.git.find_tree(item.id()).unwrap(), &path, found);
            }
        }
        found.append(&mut files);
    }
}
