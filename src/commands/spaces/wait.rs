//! `hf spaces wait`.

use anyhow::Result;
use serde::Serialize;

use super::reached;
use crate::api::spaces::space::Space;
use crate::args::repo::IdArg;
use crate::args::timeout::WaitTimeoutArg;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Wait until a Space runs
///
/// If it cannot run, the last lines of its log say why.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces wait username/my-space
  $ hf spaces wait username/my-space --timeout 15m")]
pub struct Wait {
    #[command(flatten)]
    space: IdArg<Space>,
    #[command(flatten)]
    timeout: WaitTimeoutArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Ready<'a> {
    space_id: &'a str,
    stage: String,
}

impl Wait {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let space = self.space.id();
        let runtime = reached::running(cx, &cx.hub(&self.token)?, space, self.timeout).await?;
        Ok(cx.out.done("Space ready", &Ready { space_id: space.id(), stage: runtime.stage })?)
    }
}
