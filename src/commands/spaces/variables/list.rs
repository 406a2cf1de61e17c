//! `hf spaces variables list`.

use anyhow::Result;

use crate::api::spaces::space::Space;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

/// List the variables of a Space and their values
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf spaces variables list username/my-space
  $ hf spaces variables list username/my-space --json")]
pub struct List {
    #[command(flatten)]
    space: IdArg<Space>,
    #[command(flatten)]
    token: TokenArg,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let variables = cx.hub(&self.token)?.space_variables(self.space.id()).await?;
        Ok(cx.out.records(&variables, &Columns::of_rows())?)
    }
}
