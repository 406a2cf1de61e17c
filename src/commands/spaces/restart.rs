//! `hf spaces restart`.

use anyhow::Result;
use serde::Serialize;

use super::reached;
use crate::api::spaces::space::Space;
use crate::args::repo::IdArg;
use crate::args::timeout::WaitTimeoutArg;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Restart a Space, even a paused one
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces restart username/my-space
  $ hf spaces restart username/my-space --factory-reboot
  $ hf spaces restart username/my-space --wait --timeout 15m")]
pub struct Restart {
    #[command(flatten)]
    space: IdArg<Space>,
    /// Build it from scratch, without the cache of earlier builds
    #[arg(long)]
    factory_reboot: bool,
    /// Wait until it runs
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    timeout: WaitTimeoutArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Restarted<'a> {
    space_id: &'a str,
    stage: String,
    factory_reboot: bool,
}

impl Restart {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (hub, space) = (cx.hub(&self.token)?, self.space.id());
        let runtime = hub.restart_space(space, self.factory_reboot).await?;
        let result = |stage| Restarted { space_id: space.id(), stage, factory_reboot: self.factory_reboot };
        if self.wait {
            let runtime = reached::running(cx, &hub, space, self.timeout).await?;
            return Ok(cx.out.done("Space restarted", &result(runtime.stage))?);
        }
        cx.out.done("Space restart triggered", &result(runtime.stage))?;
        cx.out.hint(&format!("wait until it runs with `hf spaces wait {space}`"));
        Ok(())
    }
}
