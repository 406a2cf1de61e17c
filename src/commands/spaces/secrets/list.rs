//! `hf spaces secrets list`.

use anyhow::Result;

use crate::api::spaces::space::Space;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

/// List the secrets of a Space
///
/// Their values cannot be read.
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf spaces secrets list username/my-space
  $ hf spaces secrets list username/my-space --quiet")]
pub struct List {
    #[command(flatten)]
    space: IdArg<Space>,
    #[command(flatten)]
    token: TokenArg,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let secrets = cx.hub(&self.token)?.space_secrets(self.space.id()).await?;
        Ok(cx.out.records(&secrets, &Columns::of_rows())?)
    }
}
