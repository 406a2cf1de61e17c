//! Changes to history: commits, branches, tags.

use std::collections::BTreeMap;
use std::rc::Rc;

use git2::{Index, IndexEntry, IndexTime, Oid, Repository, Signature, Time};

use super::World;
use super::kinds::Kind;
use super::patterns::Attributes;
use super::repos::{Record, Repo, pointer_text};

/// Who says what in a commit, and when (Unix seconds).
pub struct Note<'a> {
    pub author: &'a str,
    pub summary: &'a str,
    pub description: &'a str,
    pub when: i64,
}

impl Note<'_> {
    fn text(&self) -> String {
        if self.description.is_empty() {
            return self.summary.to_owned();
        }
        format!("{}\n\n{}", self.summary, self.description)
    }

    fn signature(&self) -> Signature<'static> {
        Signature::new(self.author, &format!("{}@example.test", self.author), &Time::new(self.when, 0)).unwrap()
    }
}

/// A tree in the making: a commit's files, and the changes to them.
pub struct Draft {
    git: Rc<Repository>,
    index: Index,
}

impl Draft {
    /// Starts from the files of a commit, or from none.
    pub fn new(repo: &Repo, base: Option<Oid>) -> Self {
        let git = repo.git();
        let mut index = Index::new().unwrap();
        if let Some(base) = base {
            index.read_tree(&git.find_commit(base).unwrap().tree().unwrap()).unwrap();
        }
        Self { git, index }
    }

    pub fn put(&mut self, path: &str, content: &[u8]) {
        let id = self.git.blob(content).unwrap();
        let now = IndexTime::new(0, 0);
        let entry = IndexEntry {
            ctime: now,
            mtime: now,
            dev: 0,
            ino: 0,
            mode: 0o100_644,
            uid: 0,
            gid: 0,
            file_size: 0,
            id,
            flags: 0,
            flags_extended: 0,
            path: path.as_bytes().to_vec(),
        };
        self.index.add(&entry).unwrap();
    }

    pub fn put_pointer(&mut self, path: &str, sha256: &str, size: u64) {
        self.put(path, pointer_text(sha256, size).as_bytes());
    }

    pub fn has_file(&self, path: &str) -> bool {
        self.index.get_path(path.as_ref(), 0).is_some()
    }

    /// Whether there was such a file.
    pub fn remove_file(&mut self, path: &str) -> bool {
        self.has_file(path) && self.index.remove(path.as_ref(), 0).is_ok()
    }

    /// Whether there was such a folder.
    pub fn remove_folder(&mut self, path: &str) -> bool {
        let folder = path.trim_end_matches('/');
        let exists = self.index.find_prefix(format!("{folder}/")).is_ok();
        exists && self.index.remove_dir(folder.as_ref(), 0).is_ok()
    }

    /// Writes the commit and moves `reference` to it.
    pub fn commit(mut self, reference: &str, parents: &[Oid], note: &Note<'_>) -> Oid {
        let tree = self.git.find_tree(self.index.write_tree_to(&self.git).unwrap()).unwrap();
        let parents: Vec<_> = parents.iter().map(|oid| self.git.find_commit(*oid).unwrap()).collect();
        let parents: Vec<_> = parents.iter().collect();
        let signature = note.signature();
        let commit = self.git.commit(None, &signature, &signature, &note.text(), &tree, &parents).unwrap();
        self.git.reference(reference, commit, true, "commit").unwrap();
        commit
    }
}

impl Repo {
    /// Lets a reference (`refs/heads/x`) point at a commit.
    pub fn set_reference(&self, name: &str, commit: Oid) {
        self.git().reference(name, commit, true, "set").unwrap();
    }

    /// Whether there was such a reference.
    pub fn delete_reference(&self, name: &str) -> bool {
        self.git().find_reference(name).is_ok_and(|mut reference| reference.delete().is_ok())
    }

    /// Tags a commit; with a message the tag is an object of its own.
    pub fn tag(&self, name: &str, commit: Oid, note: &Note<'_>) {
        let git = self.git();
        let target = git.find_object(commit, None).unwrap();
        if note.summary.is_empty() {
            git.tag_lightweight(name, &target, false).unwrap();
        } else {
            git.tag(name, &target, &note.signature(), note.summary, false).unwrap();
        }
    }
}

/// Whether git takes this as the last part of `refs/heads/...` or `refs/tags/...`.
pub fn is_reference_name(name: &str) -> bool {
    git2::Reference::is_valid_name(&format!("refs/heads/{name}"))
}

impl World {
    /// Makes a repository with these files in its first commit.
    pub fn create_repo(&self, record: Record, author: &str, files: &[(&str, &[u8])]) -> Repo {
        let when = record.created;
        let repo = self.init_repo(record);
        let note = Note { author, summary: "initial commit", description: "", when };
        self.commit_files(&repo, "main", &note, &files.iter().copied().collect());
        repo
    }

    /// Commits files to a branch (or `refs/pr/N`) as a push would: what `.gitattributes` says goes to the content
    /// store. For seeds and for tests that arrange a repository.
    pub fn commit_files(&self, repo: &Repo, branch: &str, note: &Note<'_>, files: &BTreeMap<&str, &[u8]>) -> Oid {
        let _writing = self.write_lock();
        let reference = if branch.starts_with("refs/") { branch.to_owned() } else { format!("refs/heads/{branch}") };
        let parent = repo.resolve(&reference);
        let mut draft = Draft::new(repo, parent);
        let committed = parent.and_then(|parent| repo.text(parent, ".gitattributes"));
        let new = files.get(".gitattributes").map(|text| String::from_utf8_lossy(text).into_owned());
        let attributes = Attributes::new(&new.or(committed).unwrap_or_default());
        for (path, content) in files {
            if attributes.is_large(path) {
                draft.put_pointer(path, &self.blobs.put(content), content.len() as u64);
            } else {
                draft.put(path, content);
            }
        }
        draft.commit(&reference, parent.as_slice(), note)
    }

    /// Changes one file on `main`: the short form for tests.
    pub fn write_file(&self, kind: Kind, id: &str, path: &str, content: &[u8]) -> Oid {
        let repo = self.repo(kind, id).expect("no such repository");
        let summary = format!("Update {path}");
        let note = Note { author: "ada", summary: &summary, description: "", when: self.now() };
        self.commit_files(&repo, "main", &note, &BTreeMap::from([(path, content)]))
    }
}
