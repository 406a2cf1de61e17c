//! What the local Hub knows: accounts, repositories, stored content. Git history lives in bare repositories and content
//! in files; the rest is one `state.json`, replaced as a whole at every change. Knows no HTTP.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tempfile::TempDir;

pub mod access;
pub mod accounts;
pub mod blobs;
pub mod buckets;
pub mod card;
pub mod collections;
pub mod commits;
pub mod discussions;
pub mod endpoints;
pub mod github;
pub mod history;
pub mod inference;
pub mod jobs;
pub mod kinds;
pub mod listing;
pub mod oauth;
pub mod papers;
pub mod patterns;
pub mod repos;
pub mod sandbox;
pub mod seed;
pub mod spaces;
pub mod stored_files;

use accounts::{Account, Token};
use blobs::Blobs;
use kinds::Kind;
use repos::{Record, Repo};

/// The second that the world's clock starts from: 2026-01-01T00:00:00Z.
const CLOCK_START: i64 = 1_767_225_600;

/// The world, shared by all requests.
pub struct World {
    folder: PathBuf,
    state: Mutex<State>,
    /// Held while a repository's history changes, so that two commits never race for one branch.
    writing: Mutex<()>,
    pub(crate) blobs: Blobs,
    known: repos::Known,
    _temporary: Option<TempDir>,
}

/// All that `state.json` holds.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct State {
    /// Seconds after [`CLOCK_START`]; one more at every reading, so that the same actions give the same hashes.
    clock: i64,
    pub accounts: Vec<Account>,
    pub tokens: Vec<Token>,
    pub repos: Vec<Record>,
    pub moved: Vec<Moved>,
    /// What Xet storage has, by its SHA-256.
    #[serde(default)]
    pub xet: BTreeMap<String, InXet>,
    #[serde(default)]
    pub oauth: oauth::OAuth,
    #[serde(default)]
    pub jobs: jobs::Jobs,
    /// By the IDs of their jobs.
    #[serde(default)]
    pub sandboxes: BTreeMap<String, sandbox::Server>,
    /// How often new ones do not answer yet.
    #[serde(default)]
    pub slow_sandboxes: usize,
    /// The domain of the servers of sandboxes, behind TLS; None for addresses below that of the Hub.
    #[serde(default)]
    pub sandbox_domain: Option<String>,
    #[serde(default)]
    pub collections: Vec<collections::Collection>,
    /// The oldest first.
    #[serde(default)]
    pub papers: Vec<Value>,
    /// As the Hub shows them, each with its `owner`.
    #[serde(default)]
    pub webhooks: Vec<Value>,
    /// Files that comments show: the media type and the size of each, by address.
    #[serde(default)]
    pub uploads: BTreeMap<String, (String, usize)>,
    /// Who follows whom.
    #[serde(default)]
    pub follows: Vec<(String, String)>,
    #[serde(default)]
    pub buckets: buckets::Buckets,
    #[serde(default)]
    pub endpoints: Vec<endpoints::Endpoint>,
    /// Files in the folder of releases.
    #[serde(default)]
    pub releases: BTreeMap<String, Vec<u8>>,
    /// Repositories of GitHub, by owner and name.
    #[serde(default)]
    pub github: BTreeMap<String, github::Source>,
    /// How often jobs at inference providers were looked at.
    #[serde(default)]
    pub inference_jobs: BTreeMap<String, usize>,
    /// What accounts may use of ZeroGPU, if it is not the usual.
    #[serde(default)]
    pub zero_gpu: Option<Value>,
}

/// Content in Xet storage.
#[derive(Clone, Serialize, Deserialize)]
pub struct InXet {
    pub hash: String,
    pub size: u64,
}

/// An old name that leads to a new one.
#[derive(Clone, Serialize, Deserialize)]
pub struct Moved {
    pub kind: Kind,
    pub from: String,
    pub to: String,
}

impl World {
    /// Opens the world kept in `folder` (made if it is not there), or one in a temporary folder.
    pub fn open(folder: Option<&Path>) -> Self {
        let temporary = folder.is_none().then(|| TempDir::with_prefix("local-hub-").unwrap());
        let folder = folder.unwrap_or_else(|| temporary.as_ref().unwrap().path()).to_path_buf();
        for name in ["git", "objects", "incoming"] {
            fs::create_dir_all(folder.join(name)).unwrap();
        }
        let state = match fs::read(folder.join("state.json")) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap(),
            Err(_) => State::default(),
        };
        Self {
            state: Mutex::new(state),
            writing: Mutex::new(()),
            blobs: Blobs::new(&folder),
            known: Arc::new(Mutex::new(HashMap::new())),
            folder,
            _temporary: temporary,
        }
    }

    /// Whether nothing was ever put into this world.
    pub fn is_new(&self) -> bool {
        self.read(|state| state.accounts.is_empty())
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The size of a large file that is kept, in whatever storage.
    pub fn large_size(&self, sha256: &str) -> Option<u64> {
        self.blobs.size(sha256).or_else(|| self.read(|state| Some(state.xet.get(sha256)?.size)))
    }

    /// Looks at the state.
    pub fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&lock(&self.state))
    }

    /// Changes the state and saves it.
    pub fn update<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = lock(&self.state);
        let result = change(&mut state);
        let beside = self.folder.join("state.json.new");
        fs::write(&beside, serde_json::to_vec_pretty(&*state).unwrap()).unwrap();
        fs::rename(&beside, self.folder.join("state.json")).unwrap();
        result
    }

    /// The world's time in Unix seconds; every call is one second later.
    pub fn now(&self) -> i64 {
        self.update(|state| {
            state.clock += 1;
            CLOCK_START + state.clock
        })
    }

    /// Counts a look at a job of an inference provider.
    pub fn looked_at_job(&self, job: &str) -> usize {
        self.update(|state| {
            let looks = state.inference_jobs.entry(job.to_owned()).or_default();
            *looks += 1;
            *looks
        })
    }

    pub(crate) fn write_lock(&self) -> MutexGuard<'_, ()> {
        lock(&self.writing)
    }

    /// The repository of that name, if there is one.
    pub fn repo(&self, kind: Kind, id: &str) -> Option<Repo> {
        let record = self.read(|state| state.repos.iter().find(|repo| repo.is(kind, id)).cloned())?;
        Some(self.attach(record))
    }

    /// Every repository, sorted by name.
    pub fn repos(&self) -> Vec<Repo> {
        let mut records = self.read(|state| state.repos.clone());
        records.sort_by(|a, b| a.id.cmp(&b.id));
        records.into_iter().map(|record| self.attach(record)).collect()
    }

    /// Whether a repository without a namespace has, or had, this name.
    pub fn has_bare_name(&self, kind: Kind, name: &str) -> bool {
        self.read(|state| {
            let now = state.repos.iter().any(|repo| repo.is(kind, name));
            now || state.moved.iter().any(|moved| moved.kind == kind && moved.from == name)
        })
    }

    fn attach(&self, record: Record) -> Repo {
        let git = self.git_folder(record.kind, &record.id);
        Repo::new(record, git, Arc::clone(&self.known))
    }

    pub(crate) fn git_folder(&self, kind: Kind, id: &str) -> PathBuf {
        self.folder.join("git").join(kind.plural()).join(format!("{id}.git"))
    }
}

/// A mutex is used again after a panic: the panic itself is reported where it happened.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Unix seconds as the Hub writes times.
pub fn timestamp(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap().strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}
