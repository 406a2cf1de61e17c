//! A script that is run with uv: where it is, what it is run with, and what it says about itself. What it needs is
//! brought to the job by `ship`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::header::Header;
use crate::api::Hub;
use crate::base::fs::Temporary;
use crate::context::Context;

/// The image that scripts run in.
const IMAGE: &str = "ghcr.io/astral-sh/uv:python3.12-bookworm";
/// A script at an address whose name says nothing.
const NAMELESS: &str = "script.py";
/// Words that end so mean files, which must exist.
const FILES: [&str; 5] = ["py", "sh", "yaml", "yml", "toml"];

/// What to run with uv.
#[derive(clap::Args)]
pub struct UvArgs {
    /// Local script, URL of a script, or command of a Python package
    #[arg(value_hint = clap::ValueHint::FilePath)]
    script: String,
    /// Arguments of the script; put -- before the script if it has options that hf has too
    #[arg(trailing_var_arg = true, value_hint = clap::ValueHint::AnyPath)]
    script_args: Vec<String>,
    /// Docker image with uv, or a Space's as hf.co/spaces/username/name
    #[arg(long, value_name = "IMAGE")]
    image: Option<String>,
    /// Package to install in addition to those of the script; may be repeated
    #[arg(long, value_name = "PACKAGE")]
    with: Vec<String>,
    /// Python version to run with
    #[arg(short, long, value_name = "VERSION")]
    python: Option<String>,
    /// Ignored: scripts are kept in the bucket of your account's jobs
    #[arg(long)]
    repo: Option<String>,
}

/// A script and what it is run with.
pub(in crate::commands::jobs) struct UvScript {
    /// As it was typed.
    pub typed: String,
    /// The same, or where it was downloaded to.
    pub word: String,
    pub args: Vec<String>,
    pub with: Vec<String>,
    pub python: Option<String>,
    pub header: Header,
    image: Option<String>,
    _downloaded: Option<Temporary>,
}

impl UvArgs {
    /// Reads the script, wherever it is, and checks that the files exist which the words mean.
    pub(in crate::commands::jobs) async fn read(&self, cx: &Context, hub: &Hub) -> Result<UvScript> {
        if self.repo.is_some() {
            cx.out.warning("--repo has no effect: scripts are kept in the bucket 'jobs-artifacts' of the account");
        }
        let (word, downloaded) = match is_address(&self.script) {
            true => {
                let (folder, file) = downloaded(cx, hub, &self.script).await?;
                (file.display().to_string(), Some(folder))
            }
            false => (self.script.clone(), None),
        };
        let missing: Vec<_> =
            std::iter::once(&word).chain(&self.script_args).filter(|word| is_missing(word)).cloned().collect();
        if !missing.is_empty() {
            bail!("no such file: {}", missing.join(", "));
        }
        let header = match Path::new(&word).is_file() {
            true => {
                let text = fs::read(&word).with_context(|| format!("cannot read the script '{word}'"))?;
                Header::read(&String::from_utf8_lossy(&text))?
            }
            false => Header::default(),
        };
        Ok(UvScript {
            typed: self.script.clone(),
            word,
            args: self.script_args.clone(),
            with: self.with.clone(),
            python: self.python.clone().or_else(|| header.python.clone()),
            image: self.image.clone().or_else(|| header.image.clone()),
            header,
            _downloaded: downloaded,
        })
    }
}

impl UvScript {
    pub(in crate::commands::jobs) fn image(&self) -> &str {
        self.image.as_deref().unwrap_or(IMAGE)
    }

    /// The script and its arguments.
    pub(in crate::commands::jobs) fn words(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.word).chain(&self.args).map(String::as_str)
    }

    /// The command of the job, in which the script and its arguments are what `in_job` makes of them.
    pub(in crate::commands::jobs) fn command(&self, in_job: impl Fn(&str) -> String) -> Vec<String> {
        let with = self.with.iter().flat_map(|package| ["--with", package]);
        let python = self.python.iter().flat_map(|version| ["--python", version]);
        let uv = ["uv", "run"].into_iter().chain(with).chain(python).map(str::to_owned);
        uv.chain(self.words().map(in_job)).collect()
    }
}

fn is_address(word: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| word.starts_with(scheme))
}

fn is_missing(word: &str) -> bool {
    let path = Path::new(word);
    let is_meant = path.extension().is_some_and(|ending| FILES.iter().any(|file| ending == *file));
    is_meant && !is_address(word) && !path.is_file()
}

/// The folder that it was downloaded to, and the file. The token goes to the Hub alone.
async fn downloaded(cx: &Context, hub: &Hub, address: &str) -> Result<(Temporary, PathBuf)> {
    let content = hub.script(address).await?;
    let folder = Temporary::folder(&cx.config.paths.temporary)?;
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().filter(|name| name.ends_with(".py") && !name.starts_with('.'));
    let file = folder.path().join(name.unwrap_or(NAMELESS));
    fs::write(&file, content)?;
    Ok((folder, file))
}
