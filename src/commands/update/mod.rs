//! `hf update`.

mod installation;
pub mod release;
mod tool;

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::Serialize;

use crate::base::shell;
use crate::commands::child::ChildEnded;
use crate::commands::version::VERSION;
use crate::context::Context;
use installation::{CargoSource, Installation};
use tool::run;

/// Update hf itself
///
/// Hands over to whatever installed it: Homebrew, cargo, or the packages of the system. What install.sh installed is replaced
/// by the newest release at HF_RELEASES_ENDPOINT, once its checksum is right. Nothing is ever updated without this command.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf update --check
  $ hf update")]
pub struct Update {
    /// Show how hf was installed, and whether there is a newer release, without changing anything
    #[arg(long)]
    check: bool,
}

/// What is known before anything is done.
#[derive(Serialize)]
struct State {
    version: &'static str,
    installed_by: &'static str,
    /// Of a release; package managers have their own.
    newest: Option<String>,
}

impl Update {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let program = std::env::current_exe().and_then(|program| program.canonicalize());
        let program = program.context("cannot tell where hf is installed")?;
        let installation = Installation::of(&program);
        if self.check {
            let newest = release::newest(cx).await?.map(|release| release.version);
            let state = State { version: VERSION, installed_by: installation.word(), newest };
            return Ok(cx.out.unchanged(&format!("hf {VERSION}"), &state)?);
        }
        match &installation {
            Installation::Brew => hand_over(cx, &["brew", "upgrade", "hf"]),
            Installation::Cargo(CargoSource::Registry) => hand_over(cx, &["cargo", "install", "--locked", "hf"]),
            Installation::Cargo(CargoSource::Git(url)) => {
                hand_over(cx, &["cargo", "install", "--locked", "--git", url, "hf"])
            }
            Installation::Cargo(CargoSource::Folder(folder)) => {
                bail!(
                    "hf was built from '{folder}': update that folder, then run `cargo install --locked --path {folder}`"
                )
            }
            Installation::Package(command) => bail!("hf is a package of this system: update it with `{command}`"),
            Installation::Script { prefix } => release::install(cx, prefix).await,
            Installation::Build { sources } => bail!(
                "'{}' is a build of '{}': update the sources and build it again",
                program.display(),
                sources.display()
            ),
            Installation::Unknown => {
                bail!("cannot tell what installed '{}': update it the way it was installed", program.display())
            }
        }
    }
}

/// Lets another program do it, and passes on its status. What it prints is talk, not a result.
fn hand_over(cx: &Context, words: &[&str]) -> Result<()> {
    let line = shell::command_line(words);
    if cx.config.offline {
        bail!("HF_HUB_OFFLINE is set: nothing is updated; online, `{line}` would do it");
    }
    cx.out.log(&format!("Running `{line}`"));
    let status = run(Path::new(words[0]), &words[1..]).with_context(|| format!("cannot run `{line}`"))?;
    if status != 0 {
        return Err(ChildEnded(status).into());
    }
    Ok(cx.out.done("Updated", &Handed { installed_by: words[0] })?)
}

#[derive(Serialize)]
struct Handed<'a> {
    installed_by: &'a str,
}
