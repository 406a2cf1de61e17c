//! `hf spaces pause`.

use anyhow::Result;
use serde::Serialize;

use crate::api::spaces::space::Space;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Pause a Space
///
/// A paused Space costs nothing and shows no application until it is restarted.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf spaces pause username/my-space")]
pub struct Pause {
    #[command(flatten)]
    space: IdArg<Space>,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Paused<'a> {
    space_id: &'a str,
    stage: String,
}

impl Pause {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let space = self.space.id();
        let runtime = cx.hub(&self.token)?.pause_space(space).await?;
        cx.out.done("Space paused", &Paused { space_id: space.id(), stage: runtime.stage })?;
        cx.out.hint(&format!("start it again with `hf spaces restart {space}`"));
        Ok(())
    }
}
