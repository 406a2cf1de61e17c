//! Where skills are: a folder for all agents, and links to it where Claude looks. A skill that this program put there has
//! a marker; others are the user's and are left alone. Downloads nothing.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::args::local_path::local_path;
use crate::args::misuse::Misuse;
use crate::base::fs::{create_folder, relative_path, symlink};
use crate::context::Context;

/// The file that marks a skill as ours. The Python client looks for it, too.
pub(super) const MARKER: &str = ".hf-skill-manifest.json";
/// The file that every skill has.
pub(super) const DOCUMENT: &str = "SKILL.md";
/// The same two folders in a project and in the home folder.
const IN_PROJECT: [&str; 2] = [".agents/skills", ".claude/skills"];

/// Which folders are meant.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct PlaceArgs {
    /// For all projects, in your home folder
    #[arg(short, long)]
    global: bool,
    /// Folder to use instead
    #[arg(long, value_name = "DIR", value_parser = local_path(), conflicts_with = "global")]
    dest: Option<PathBuf>,
}

/// The folders that are meant.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Where skills are kept.
    pub(super) central: PathBuf,
    /// Where Claude looks for them.
    pub(super) claude: Option<PathBuf>,
}

impl PlaceArgs {
    /// Whether neither was typed.
    pub(super) fn is_project(&self) -> bool {
        !self.global && self.dest.is_none()
    }

    pub(super) fn resolve(&self, cx: &Context) -> Result<Place> {
        Ok(match (&self.dest, self.global) {
            (Some(folder), _) => Place { central: std::path::absolute(folder)?, claude: None },
            (None, true) => Place::global(cx),
            (None, false) => Place::project()?,
        })
    }
}

impl Place {
    pub(super) fn project() -> Result<Self> {
        let [central, claude] = IN_PROJECT.map(std::path::absolute);
        Ok(Self { central: central?, claude: Some(claude?) })
    }

    pub(super) fn global(cx: &Context) -> Self {
        let [central, claude] = cx.config.paths.skills.clone();
        Self { central, claude: Some(claude) }
    }

    /// Fails unless a skill can be put here: what is in its way must be ours, and may be replaced only if that is wanted.
    pub(super) fn check(&self, name: &str, may_replace: bool) -> Result<()> {
        let both = [Some(self.central.join(name)), self.link_path(name)];
        for path in both.into_iter().flatten() {
            let Ok(metadata) = path.symlink_metadata() else { continue };
            if !may_replace {
                let what = format!("skill '{name}' already exists in '{}': add --force to replace it", path.display());
                return Err(Misuse(what).into());
            }
            if !metadata.is_symlink() && !is_ours(&path) {
                bail!("'{}' is not a skill that hf installed: move it away first", path.display());
            }
        }
        Ok(())
    }

    /// Lets Claude find a skill. Returns the link, or the copy where links do not work; `None` if there is nothing to do.
    pub(super) fn link(&self, name: &str) -> Result<Option<PathBuf>> {
        let Some(link) = self.link_path(name) else { return Ok(None) };
        let folder = link.parent().unwrap_or(&link);
        let refused = || format!("cannot write '{}'", link.display());
        create_folder(folder).with_context(refused)?;
        match link.symlink_metadata() {
            Ok(old) if old.is_symlink() => fs::remove_file(&link).with_context(refused)?,
            Ok(_) => fs::remove_dir_all(&link).with_context(refused)?,
            Err(_) => {}
        }
        let central = self.central.join(name);
        if symlink(&relative_path(folder, &central), &link).is_err() {
            copy(&central, &link).with_context(refused)?;
        }
        Ok(Some(link))
    }

    /// Where Claude looks for the skill, unless that is where it is kept.
    fn link_path(&self, name: &str) -> Option<PathBuf> {
        let claude = self.claude.as_ref()?;
        let is_same = claude.canonicalize().is_ok_and(|real| self.central.canonicalize().is_ok_and(|own| own == real));
        (!is_same).then(|| claude.join(name))
    }

    /// Every skill in the two folders once, by name, links resolved.
    pub(super) fn skills(&self) -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> = Vec::new();
        for root in [Some(&self.central), self.claude.as_ref()].into_iter().flatten() {
            for skill in skills_in(root) {
                if !found.contains(&skill) {
                    found.push(skill);
                }
            }
        }
        found
    }
}

/// The skills in a folder by name, links resolved.
pub(super) fn skills_in(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let names = entries.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
    let mut paths: Vec<PathBuf> = names.map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().filter_map(|path| path.canonicalize().ok()).filter(|path| path.is_dir()).collect()
}

/// Whether this program installed the skill.
pub(super) fn is_ours(skill: &Path) -> bool {
    skill.join(MARKER).exists()
}

/// The name of a skill that is about to become a folder.
///
/// # Errors
/// It is not safe, or not usual.
pub(super) fn checked_name(name: &str) -> Result<&str, Misuse> {
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    let is_good = name.starts_with(|letter: char| letter.is_ascii_alphanumeric()) && name.chars().all(is_allowed);
    if is_good { Ok(name) } else { Err(Misuse(format!("'{name}' is not the name of a skill"))) }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    create_folder(to)?;
    for entry in fs::read_dir(from)? {
        let (entry, target) = (entry?, |name: &std::ffi::OsStr| to.join(name));
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &target(&entry.file_name()))?,
            false => fs::copy(entry.path(), target(&entry.file_name())).map(drop)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::checked_name;

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        assert!(checked_name("huggingface-gradio").is_ok() && checked_name("a.b_c").is_ok());
        for name in ["", "..", ".x", "a/b", "-x", "a b"] {
            assert!(checked_name(name).is_err(), "{name}");
        }
    }
}
