//! `hf spaces volumes list`.

use anyhow::{Context as _, Result};

use crate::api::spaces::space::Space;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::http::query::Query;
use crate::output::Columns;

/// List the repos and buckets that a Space mounts
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf spaces volumes list username/my-space
  $ hf spaces volumes list username/my-space --json")]
pub struct List {
    #[command(flatten)]
    space: IdArg<Space>,
    #[command(flatten)]
    token: TokenArg,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let space = self.space.id();
        let info: Space = cx.hub(&self.token)?.repo_record(space, None, &Query::new()).await?;
        let runtime = info.runtime.with_context(|| format!("the Hub does not say how Space '{space}' runs"))?;
        Ok(cx.out.records(&runtime.volumes.unwrap_or_default(), &Columns::of_rows())?)
    }
}
