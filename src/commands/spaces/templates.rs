//! `hf spaces templates`.

use anyhow::Result;

use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

/// List the templates that a Space can be created from
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces templates
  $ hf spaces templates --json")]
pub struct Templates {
    #[command(flatten)]
    token: TokenArg,
}

impl Templates {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let templates = cx.hub(&self.token)?.space_templates().await?;
        Ok(cx.out.records(&templates, &Columns::of_rows())?)
    }
}
