//! Repositories: what is recorded beside git, and what is read from git. Changes to history are in `commits`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use git2::{ObjectType, Oid, Repository, RepositoryInitOptions};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::access::AccessRequest;
use super::accounts::object_id;
use super::discussions::Discussion;
use super::kinds::Kind;
use super::spaces::Machine;
use super::stored_files::Stored;
use super::{Moved, World, lock};

/// What a git object is, by its id: objects never change, so this is asked only once.
pub(crate) type Known = Arc<Mutex<HashMap<Oid, Content>>>;

/// What is recorded of a repository beside its history.
#[derive(Clone, Serialize, Deserialize)]
pub struct Record {
    pub kind: Kind,
    /// `ada/tiny-bert`
    pub id: String,
    /// The 24 hex digits that the Hub calls an id; they outlast a new name.
    pub object_id: String,
    /// Unix seconds.
    pub created: i64,
    /// `public`, `private` or `protected`.
    pub visibility: String,
    /// `false`, `"auto"` or `"manual"`.
    pub gated: Value,
    /// Who asked to be let through the gate.
    #[serde(default)]
    pub requests: Vec<AccessRequest>,
    /// Of a Space.
    pub sdk: Option<String>,
    /// Of a Space: by name, with `value`, `updatedAt` and maybe `description`.
    #[serde(default)]
    pub secrets: Map<String, Value>,
    /// Of a Space: what runs it.
    #[serde(default)]
    pub machine: Machine,
    pub disabled: bool,
    pub downloads: u64,
    pub likes: u64,
    /// The accounts that do, as far as they are known.
    #[serde(default)]
    pub likers: Vec<String>,
    /// Large files of commits that are gone.
    #[serde(default)]
    pub stored: Vec<Stored>,
    /// Large files that were deleted for good, by their SHA-256.
    #[serde(default)]
    pub deleted: Vec<String>,
    /// What the Hub finds out of files or counts, by the names of the API, such as `trendingScore`.
    #[serde(default)]
    pub found: Map<String, Value>,
    pub discussions: Vec<Discussion>,
}

impl Record {
    pub fn new(kind: Kind, id: &str, created: i64) -> Self {
        Self {
            kind,
            id: id.to_owned(),
            object_id: object_id(&format!("{} {id}", kind.word())),
            created,
            visibility: "public".to_owned(),
            gated: json!(false),
            requests: vec![],
            sdk: None,
            secrets: Map::new(),
            machine: Machine::default(),
            disabled: false,
            downloads: 0,
            likes: 0,
            likers: vec![],
            stored: vec![],
            deleted: vec![],
            found: Map::new(),
            discussions: vec![],
        }
    }

    pub fn is(&self, kind: Kind, id: &str) -> bool {
        self.kind == kind && self.id.eq_ignore_ascii_case(id)
    }

    pub fn namespace(&self) -> &str {
        self.id.split_once('/').map_or("", |(namespace, _)| namespace)
    }

    pub fn is_private(&self) -> bool {
        self.visibility == "private"
    }

    /// `datasets/ada/planets`: the address of its page, without a leading slash.
    pub fn page(&self) -> String {
        format!("{}{}", self.kind.prefix(), self.id)
    }
}

/// What stands behind a path of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Folder,
    /// A file kept in git, with its size in bytes.
    Regular(u64),
    /// A file kept in the content store; git has a pointer.
    Large {
        sha256: String,
        size: u64,
        pointer_size: u64,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub path: String,
    pub oid: Oid,
    pub content: Content,
}

impl Entry {
    /// The size in bytes of what a download gives.
    pub fn size(&self) -> u64 {
        match self.content {
            Content::Folder => 0,
            Content::Regular(size) | Content::Large { size, .. } => size,
        }
    }

    /// The SHA-256 of a large file, else the git id.
    pub fn content_id(&self) -> String {
        match &self.content {
            Content::Large { sha256, .. } => sha256.clone(),
            _ => self.oid.to_string(),
        }
    }
}

thread_local! {
    /// With the id of its repository.
    static OPENED: RefCell<Option<(String, Rc<Repository>)>> = const { RefCell::new(None) };
}

/// A repository as one request sees it.
pub struct Repo {
    pub record: Record,
    folder: PathBuf,
    known: Known,
}

impl Repo {
    pub(crate) fn new(record: Record, folder: PathBuf, known: Known) -> Self {
        Self { record, folder, known }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Opened once, for all requests to the same repository that a thread answers one after the other.
    pub fn git(&self) -> Rc<Repository> {
        let id = &self.record.object_id;
        OPENED.with_borrow_mut(|opened| match opened {
            Some((known, git)) if known == id && git.path().exists() => Rc::clone(git),
            _ => {
                let git = Rc::new(Repository::open_bare(&self.folder).unwrap());
                *opened = Some((id.clone(), Rc::clone(&git)));
                git
            }
        })
    }

    /// The commit that a branch, tag, `refs/...` name, full or shortened hash means.
    pub fn resolve(&self, revision: &str) -> Option<Oid> {
        let git = self.git();
        let names = [format!("refs/heads/{revision}"), format!("refs/tags/{revision}"), revision.to_owned()];
        let named = names.iter().filter(|name| name.starts_with("refs/")).find_map(|name| {
            let target = git.find_reference(name).ok()?;
            target.peel_to_commit().ok().map(|commit| commit.id())
        });
        let hash = revision.len() >= 7 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
        named.or_else(|| hash.then(|| git.find_commit_by_prefix(revision).ok().map(|commit| commit.id())).flatten())
    }

    /// The newest commit of `main`.
    pub fn head(&self) -> Oid {
        self.resolve("main").expect("a repository is made with a first commit on main")
    }

    /// The bytes of a git blob.
    pub fn blob(&self, oid: Oid) -> Vec<u8> {
        self.git().find_blob(oid).unwrap().content().to_vec()
    }

    /// The text of a small file at a commit.
    pub fn text(&self, commit: Oid, path: &str) -> Option<String> {
        let entry = self.entry(commit, path)?;
        Some(String::from_utf8_lossy(&self.blob(entry.oid)).into_owned())
    }

    /// References by full name, with the commit each leads to, sorted by name.
    pub fn references(&self) -> Vec<(String, Oid)> {
        let git = self.git();
        let pair = |reference: git2::Reference<'_>| {
            let commit = reference.peel_to_commit().ok()?.id();
            Some((reference.name().ok()?.to_owned(), commit))
        };
        let mut found: Vec<_> = git.references().unwrap().filter_map(|reference| pair(reference.unwrap())).collect();
        found.sort();
        found
    }

    pub(crate) fn content_of(&self, git: &Repository, oid: Oid) -> Content {
        if let Some(content) = lock(&self.known).get(&oid) {
            return content.clone();
        }
        let (size, kind) = git.odb().unwrap().read_header(oid).unwrap();
        let content = match kind {
            ObjectType::Tree => Content::Folder,
            _ if size < 512 => pointer(git.find_blob(oid).unwrap().content()).unwrap_or(Content::Regular(size as u64)),
            _ => Content::Regular(size as u64),
        };
        lock(&self.known).insert(oid, content.clone());
        content
    }
}

/// What git keeps for a large file.
pub fn pointer_text(sha256: &str, size: u64) -> String {
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n")
}

fn pointer(blob: &[u8]) -> Option<Content> {
    let text = std::str::from_utf8(blob).ok()?;
    let rest = text.strip_prefix("version https://git-lfs.github.com/spec/v1\n")?;
    let sha256 = rest.lines().find_map(|line| line.strip_prefix("oid sha256:"))?.to_owned();
    let size = rest.lines().find_map(|line| line.strip_prefix("size "))?.parse().ok()?;
    Some(Content::Large { sha256, size, pointer_size: blob.len() as u64 })
}

impl World {
    /// Makes a repository without any commit. The caller adds the first one.
    pub(crate) fn init_repo(&self, record: Record) -> Repo {
        let folder = self.git_folder(record.kind, &record.id);
        let mut options = RepositoryInitOptions::new();
        options.bare(true).mkpath(true).external_template(false).initial_head("main");
        Repository::init_opts(&folder, &options).unwrap();
        self.update(|state| {
            state.moved.retain(|moved| (moved.kind, &moved.from) != (record.kind, &record.id));
            state.repos.push(record.clone());
        });
        self.attach(record)
    }

    /// Makes a repository of the `main` branch of another.
    pub fn duplicate_repo(&self, from: &Repo, record: Record) {
        let (kind, id) = (record.kind, record.id.clone());
        self.init_repo(record);
        let target = self.git_folder(kind, &id);
        std::fs::remove_dir_all(&target).unwrap();
        let mut builder = git2::build::RepoBuilder::new();
        builder.bare(true).branch("main").clone(from.folder().to_str().unwrap(), &target).unwrap();
        let git = Repository::open_bare(&target).unwrap();
        let names: Vec<String> = git.references().unwrap().names().map(|name| name.unwrap().to_owned()).collect();
        for name in names.iter().filter(|name| *name != "refs/heads/main") {
            git.find_reference(name).unwrap().delete().unwrap();
        }
    }

    pub fn delete_repo(&self, kind: Kind, id: &str) {
        std::fs::remove_dir_all(self.git_folder(kind, id)).unwrap();
        self.update(|state| state.repos.retain(|repo| !repo.is(kind, id)));
    }

    /// Gives a repository another name; the old one leads to the new one from now on.
    pub fn rename_repo(&self, kind: Kind, from: &str, to: &str) {
        let target = self.git_folder(kind, to);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::rename(self.git_folder(kind, from), target).unwrap();
        self.update(|state| {
            for repo in state.repos.iter_mut().filter(|repo| repo.is(kind, from)) {
                to.clone_into(&mut repo.id);
            }
            for moved in state.moved.iter_mut().filter(|moved| moved.kind == kind && moved.to == from) {
                to.clone_into(&mut moved.to);
            }
            state.moved.retain(|moved| moved.kind != kind || moved.from != to);
            state.moved.push(Moved { kind, from: from.to_owned(), to: to.to_owned() });
        });
    }

    /// Changes what is recorded of a repository beside its history, such as its visibility.
    pub fn change_repo<T>(&self, kind: Kind, id: &str, change: impl FnOnce(&mut Record) -> T) -> T {
        self.update(|state| change(state.repos.iter_mut().find(|repo| repo.is(kind, id)).expect("no such repository")))
    }
}
