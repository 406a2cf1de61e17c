//! A world for one test: a home folder, a working folder and a local Hub of its own. What a command says in it is
//! compared with ports and folders replaced by names: `[HUB]`, `[CDN]`, `[XET]`, `[CWD]`, `[HF_HOME]`, `[HOME]`.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::local_hub::{Hub, Options, Seed, serve};
use crate::run::{Output, Run};

/// The token that commands run with, unless a test says otherwise: ada's, which may write.
pub const ADA: &str = "hf_demo_ada_write";
/// ada's, which may only read.
pub const ADA_READS: &str = "hf_demo_ada_read";
/// ada's, fine-grained, which may only read.
pub const ADA_FINE: &str = "hf_demo_ada_fine";
/// bob's, who owns nothing of ada's.
pub const BOB: &str = "hf_demo_bob_write";

pub struct Sandbox {
    hub: Hub,
    folder: TempDir,
}

impl Sandbox {
    /// With the demo repositories.
    pub fn demo() -> Self {
        Self::with(Options::default())
    }

    /// With accounts and no repository.
    pub fn empty() -> Self {
        Self::with(Options { seed: Seed::Empty, ..Options::default() })
    }

    pub fn with(options: Options) -> Self {
        let folder = TempDir::with_prefix("sandbox-").unwrap();
        for name in ["home", "hf_home", "work", "tmp"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self { hub: serve(options), folder }
    }

    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub fn hf_home(&self) -> PathBuf {
        self.folder.path().join("hf_home")
    }

    /// The folder commands run in.
    pub fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    pub fn temporary(&self) -> PathBuf {
        self.folder.path().join("tmp")
    }

    /// Writes a file, and the folders above it, in the working folder.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.work().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// The bytes of a file in the working folder.
    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.work().join(name)).unwrap()
    }

    /// Runs `hf` with words split as a shell does.
    pub fn hf(&self, words: &str) -> Output {
        self.command(words).run()
    }

    /// Runs `huggingface-cli`.
    pub fn old(&self, words: &str) -> Output {
        Run::new(self, env!("CARGO_BIN_EXE_huggingface-cli"), words).run()
    }

    /// `hf`, not yet run.
    pub fn command(&self, words: &str) -> Run<'_> {
        Run::new(self, env!("CARGO_BIN_EXE_hf"), words)
    }

    /// Another program in the same surroundings, not yet run.
    pub fn program(&self, program: &str, words: &str) -> Run<'_> {
        Run::new(self, program, words)
    }

    /// Replaces what differs from run to run by names.
    pub fn redact(&self, text: &str) -> String {
        let folders = [(self.work(), "[CWD]"), (self.hf_home(), "[HF_HOME]"), (self.home(), "[HOME]")];
        let mut text = text.replace(self.hub.endpoint(), "[HUB]").replace(self.hub.content_endpoint(), "[CDN]");
        if let Some(xet) = self.hub.xet_endpoint() {
            text = text.replace(xet, "[XET]");
        }
        for (folder, name) in folders.iter().chain([(self.temporary(), "[TMP]")].iter()) {
            for folder in spellings(folder) {
                text = text.replace(&folder, name);
            }
        }
        text
    }
}

/// A temporary folder has two names where it lies behind a link. The longer one goes first: it holds the other.
fn spellings(folder: &Path) -> [String; 2] {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    [real, folder.to_path_buf()].map(|path| path.to_string_lossy().into_owned())
}
