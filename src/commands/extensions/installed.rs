//! The extensions on this machine: a folder for each, with a manifest that the Python client reads and writes too. Asks no
//! server.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Deserializer, Serialize};

use crate::args::missing::Missing;
use crate::base::fs::write_beside;
use crate::base::json;
use crate::base::moment::Moment;
use crate::context::Context;
use crate::ids::extension::{ExtensionName, ExtensionRepo};

const MANIFEST: &str = "manifest.json";
/// The commit that the repository had when it was last asked, or nothing if it did not say.
const LATEST: &str = ".latest_commit";
/// How long that is believed.
const FRESH: Duration = Duration::from_secs(24 * 3600);

/// How an extension runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One program, mostly a script.
    Binary,
    /// A Python package in an environment of its own.
    Python,
}

/// The file that describes an extension. Fields in the order of their names, as the Python client writes them.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Manifest {
    #[serde(default)]
    pub commit_sha: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    /// May begin with `~`.
    pub executable_path: String,
    #[serde(deserialize_with = "moment")]
    pub installed_at: Moment,
    pub owner: String,
    pub repo: String,
    pub repo_id: String,
    pub short_name: String,
    pub r#type: Kind,
}

/// An extension that is installed.
#[derive(Debug, Clone)]
pub struct Installed {
    pub name: ExtensionName,
    pub folder: PathBuf,
    pub manifest: Manifest,
}

/// The folder that holds one folder for each extension.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
    home: Option<PathBuf>,
}

impl Store {
    /// That of the user.
    pub fn of(cx: &Context) -> Self {
        Self::new(&cx.config.paths.extensions, cx.config.terminal.home.as_deref())
    }

    /// `home` stands for `~` in manifests.
    pub fn new(root: &Path, home: Option<&Path>) -> Self {
        Self { root: root.to_owned(), home: home.map(Path::to_owned) }
    }

    /// The folder of extensions.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where an extension is, or would be.
    pub fn folder(&self, name: &ExtensionName) -> PathBuf {
        self.root.join(name.program())
    }

    /// Every extension with a manifest that can be read, by name.
    pub fn all(&self) -> Vec<Installed> {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().to_str()?.strip_prefix("hf-")?.parse().ok());
        let mut names: Vec<ExtensionName> = names.collect();
        names.sort();
        names.iter().filter_map(|name| self.read(name).ok()).collect()
    }

    /// The extension of that name.
    ///
    /// # Errors
    /// [`Missing`], or its manifest cannot be read.
    pub fn find(&self, name: &ExtensionName) -> Result<Installed> {
        if !self.folder(name).is_dir() {
            let hint = format!("install it with `hf extensions install OWNER/{}`", name.program());
            return Err(Missing { kind: "extension", name: name.to_string(), hint }.into());
        }
        let again = || format!("extension '{name}' is damaged: install it again with --force");
        self.read(name).with_context(again)
    }

    fn read(&self, name: &ExtensionName) -> Result<Installed> {
        let folder = self.folder(name);
        let manifest: Manifest = serde_json::from_slice(&fs::read(folder.join(MANIFEST))?)?;
        Ok(Installed { name: name.clone(), folder, manifest })
    }

    /// The program of an extension, which must be in its folder: the manifest alone does not decide what runs.
    ///
    /// # Errors
    /// It does not exist, or is elsewhere.
    pub fn program(&self, extension: &Installed) -> Result<PathBuf> {
        let typed = &extension.manifest.executable_path;
        let path = match (typed.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => PathBuf::from(typed),
        };
        let real = path.canonicalize();
        let real = real.with_context(|| format!("extension '{}' has no program: install it again", extension.name))?;
        if !real.starts_with(extension.folder.canonicalize()?) {
            bail!("extension '{}' names a program outside its folder: '{}'", extension.name, path.display());
        }
        Ok(path)
    }
}

impl Installed {
    /// The repository that it came from, for as long as its name makes sense.
    ///
    /// # Errors
    /// The manifest names no such repository.
    pub fn repo(&self) -> Result<ExtensionRepo> {
        let damaged = || format!("extension '{}' is damaged: install it again with --force", self.name);
        self.manifest.repo_id.parse().with_context(damaged)
    }

    /// The latest commit as it was last heard of: `None` if that is too long ago.
    pub fn known_latest(&self) -> Option<Option<String>> {
        let path = self.folder.join(LATEST);
        let age = fs::metadata(&path).ok()?.modified().ok()?.elapsed().unwrap_or_default();
        let text = fs::read_to_string(&path).ok().filter(|_| age < FRESH)?;
        Some(Some(text.trim().to_owned()).filter(|commit| !commit.is_empty()))
    }

    /// Remembers the latest commit, or that it could not be learned.
    pub fn remember_latest(&self, commit: Option<&str>) {
        // It is asked for again if it cannot be kept.
        drop(write_beside(&self.folder.join(LATEST), commit.unwrap_or_default().as_bytes(), None));
    }

    /// Writes the manifest.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn save(&self) -> Result<()> {
        let text = json::indented(&self.manifest, 2)?;
        let path = self.folder.join(MANIFEST);
        write_beside(&path, text.as_bytes(), None).with_context(|| format!("cannot write '{}'", path.display()))
    }
}

fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    let text = String::deserialize(deserializer)?;
    Moment::read_written(&text).ok_or_else(|| serde::de::Error::custom("not a time"))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::Store;

    fn planted(root: &Path, program: &str) -> Store {
        let folder = root.join("hf-tool");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("hf-tool"), "").unwrap();
        let manifest = format!(
            r#"{{"owner": "a", "repo": "hf-tool", "repo_id": "a/hf-tool", "short_name": "tool", "type": "binary",
                "executable_path": "{program}", "installed_at": "2026-01-01T00:00:00+00:00", "unknown": 1}}"#
        );
        fs::write(folder.join("manifest.json"), manifest).unwrap();
        Store::new(root, Some(root))
    }

    #[test]
    fn a_program_runs_only_from_its_own_folder() {
        let root = tempfile::tempdir().unwrap();
        let program = |path: &str| {
            let store = planted(root.path(), path);
            store.program(&store.all()[0]).map_err(|error| error.to_string())
        };
        assert_eq!(program("~/hf-tool/hf-tool"), Ok(root.path().join("hf-tool/hf-tool")));
        assert!(program("/bin/sh").unwrap_err().contains("outside its folder"));
        assert!(program("~/hf-tool/../../bin/sh").is_err());
        assert!(program("~/hf-tool/gone").unwrap_err().contains("has no program"));
    }

    #[test]
    fn a_folder_without_a_manifest_is_no_extension() {
        let root = tempfile::tempdir().unwrap();
        let store = planted(root.path(), "x");
        for name in ["hf-broken", "other", ".hf-old"] {
            fs::create_dir(root.path().join(name)).unwrap();
        }
        assert_eq!(store.all().len(), 1);
        assert!(store.find(&"broken".parse().unwrap()).unwrap_err().to_string().contains("is damaged"));
    }
}
