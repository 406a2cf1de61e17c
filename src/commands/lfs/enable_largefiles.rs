//! `hf lfs-enable-largefiles`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde::Serialize;

use crate::args::local_path::local_path;
use crate::context::Context;

/// What git-lfs calls the transfer that the Hub knows, and what it starts for it.
const SETTINGS: [[&str; 2]; 2] =
    [["lfs.customtransfer.multipart.path", "hf"], ["lfs.customtransfer.multipart.args", "lfs-multipart-upload"]];

/// Let git push files larger than 5 GB from a clone
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf lfs-enable-largefiles\n  $ hf lfs-enable-largefiles ./my-model")]
pub struct EnableLargefiles {
    /// Path of the clone; defaults to the current folder
    #[arg(default_value = ".", value_parser = local_path())]
    path: PathBuf,
}

#[derive(Serialize)]
struct SetUp<'a> {
    path: &'a Path,
}

impl EnableLargefiles {
    pub fn run(self, cx: &Context) -> Result<()> {
        if !self.path.is_dir() {
            bail!("'{}' is not a folder", self.path.display());
        }
        let path = std::path::absolute(&self.path)?;
        set_up(&path)?;
        Ok(cx.out.done("git-lfs now uploads large files in parts", &SetUp { path: &path })?)
    }
}

/// Lets git-lfs send large files of a clone in parts.
pub(crate) fn set_up(clone: &Path) -> Result<()> {
    SETTINGS.into_iter().try_for_each(|[name, value]| configure(clone, name, value))
}

fn configure(clone: &Path, name: &str, value: &str) -> Result<()> {
    let mut git = Command::new("git");
    let ended = git.args(["config", name, value]).current_dir(clone).stdin(Stdio::null()).output();
    let ended = ended.context("cannot run git")?;
    if !ended.status.success() {
        let cause = String::from_utf8_lossy(&ended.stderr).trim().to_owned();
        return Err(anyhow::Error::msg(cause).context(format!("git cannot configure '{}'", clone.display())));
    }
    Ok(())
}
