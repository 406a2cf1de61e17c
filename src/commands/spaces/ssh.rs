//! `hf spaces ssh`.

use anyhow::Result;

use super::dev_mode::address;
use super::reached;
use crate::api::spaces::space::Space;
use crate::args::repo::IdArg;
use crate::args::timeout::WaitTimeoutArg;
use crate::args::token::TokenArg;
use crate::commands::ssh::SshArgs;
use crate::context::Context;
use crate::http::query::Query;
use crate::ids::repo::RepoId;
use crate::output::{Format, PromptError};

/// Log in to a Space in dev mode with ssh
///
/// Your public key must be in your settings on the Hub. Dev mode is enabled first, if you agree.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces ssh username/my-space
  $ hf spaces ssh username/my-space -i ~/.ssh/id_ed25519
  $ hf spaces ssh username/my-space --auto --dry-run")]
pub struct Ssh {
    #[command(flatten)]
    space: IdArg<Space>,
    #[command(flatten)]
    ssh: SshArgs,
    /// Enable dev mode without a question
    #[arg(long)]
    auto: bool,
    #[command(flatten)]
    timeout: WaitTimeoutArg,
    #[command(flatten)]
    token: TokenArg,
}

impl Ssh {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (hub, space) = (cx.hub(&self.token)?, self.space.id());
        let info = async || hub.repo_record::<Space>(space, None, &Query::new()).await;
        let mut found = info().await?;
        if !found.runtime.as_ref().is_some_and(|runtime| runtime.dev_mode) {
            self.agree(cx, space)?;
            hub.set_space_dev_mode(space, true).await?;
            reached::running(cx, &hub, space, self.timeout).await?;
            found = info().await?;
        } else if let Some(runtime) = found.runtime.as_ref().filter(|runtime| runtime.stage == "PAUSED") {
            return Err(reached::not_ready(space, runtime).into());
        }
        self.ssh.connect(cx, &address(&found)?)
    }

    fn agree(&self, cx: &Context, space: &RepoId) -> Result<(), PromptError> {
        if self.auto {
            return Ok(());
        }
        let question = format!("Dev mode is disabled on '{space}'. Enable it now?");
        if cx.out.format() != Format::Human {
            return Err(PromptError::NeedsFlag { question, flag: "--auto" });
        }
        if cx.out.agree(&question, true)? { Ok(()) } else { Err(PromptError::Aborted) }
    }
}
