//! `hf spaces dev-mode`.

use anyhow::{Context as _, Result};
use serde::Serialize;

use super::reached;
use crate::api::spaces::space::Space;
use crate::args::repo::IdArg;
use crate::args::timeout::WaitTimeoutArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::http::query::Query;
use crate::ids::repo::RepoId;
use crate::ids::ssh::SshAddress;
use crate::output::Format;

/// Where Spaces take logins.
const HOST: &str = "ssh.hf.space";
/// The key of a card that names the folder to open.
const FOLDER: &str = "dev-mode-folder";

/// Enable dev mode, to log in to a Space and edit its files
///
/// Waits until the Space runs again, and prints where to connect. Dev mode ends after 48 hours without activity;
/// uncommitted changes are then lost.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces dev-mode username/my-space
  $ hf spaces dev-mode username/my-space --stop")]
pub struct DevMode {
    #[command(flatten)]
    space: IdArg<Space>,
    /// Disable dev mode
    #[arg(long, overrides_with = "no_stop")]
    stop: bool,
    #[arg(long, hide = true)]
    no_stop: bool,
    #[command(flatten)]
    timeout: WaitTimeoutArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Disabled<'a> {
    space_id: &'a str,
}

/// Where to connect.
#[derive(Serialize)]
struct Links<'a> {
    space_id: &'a str,
    web: String,
    ssh: String,
    vscode: String,
    cursor: String,
}

impl DevMode {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (hub, space) = (cx.hub(&self.token)?, self.space.id());
        hub.set_space_dev_mode(space, !self.stop).await?;
        if self.stop {
            return Ok(cx.out.done("Dev mode disabled", &Disabled { space_id: space.id() })?);
        }
        reached::running(cx, &hub, space, self.timeout).await?;
        let info: Space = hub.repo_record(space, None, &Query::new()).await?;
        let links = links(&cx.config.shown_endpoint(), space, &info)?;
        match cx.out.format() {
            Format::Json => Ok(cx.out.object(&links)?),
            _ => print(cx, &links),
        }
    }
}

/// Where one logs in to a Space.
pub(super) fn address(info: &Space) -> Result<SshAddress> {
    let subdomain = info.subdomain.as_deref().context("the Hub does not say where the Space takes logins")?;
    Ok(format!("ssh://{subdomain}@{HOST}").parse()?)
}

fn links<'a>(endpoint: &str, space: &'a RepoId, info: &Space) -> Result<Links<'a>> {
    let target = address(info)?.target;
    let named = info.card_data.as_ref().and_then(|card| card.get(FOLDER)?.as_str());
    let usual = if info.sdk.as_deref() == Some("docker") { "" } else { "/home/user/app" };
    let folder = named.unwrap_or(usual);
    let query = if folder.is_empty() { String::new() } else { format!("?folder={folder}") };
    let editor = |scheme: &str| format!("{scheme}://vscode-remote/ssh-remote+{target}{folder}");
    Ok(Links {
        space_id: space.id(),
        web: format!("{endpoint}/{}/dev-mode/vscode-web{query}", space.url_path()),
        vscode: editor("vscode"),
        cursor: editor("cursor"),
        ssh: target,
    })
}

fn print(cx: &Context, links: &Links<'_>) -> Result<()> {
    let Links { space_id, web, ssh, vscode, cursor } = links;
    let keys = format!("{}/settings/keys", cx.config.shown_endpoint());
    for line in [
        "In the browser:".to_owned(),
        format!("  VS Code  {web}"),
        format!("On this machine, with an SSH key from {keys}:"),
        format!("  SSH      hf spaces ssh {space_id}    (or: ssh {ssh})"),
        format!("  VS Code  {vscode}"),
        format!("  Cursor   {cursor}"),
    ] {
        cx.out.raw(&line)?;
    }
    cx.out.hint("dev mode ends after 48 hours without activity: commit what you want to keep");
    Ok(())
}
