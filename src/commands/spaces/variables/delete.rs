//! `hf spaces variables delete`.

use anyhow::Result;
use clap::builder::NonEmptyStringValueParser;

use crate::api::spaces::space::Space;
use crate::api::spaces::variables::VariableKind;
use crate::args::deletion::DeletionArgs;
use crate::args::repo::IdArg;
use crate::commands::spaces::variable_change::Of;
use crate::context::Context;

/// Delete a variable of a Space
///
/// A running Space restarts.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces variables delete username/my-space MODEL_ID
  $ hf spaces variables delete username/my-space MODEL_ID --yes")]
pub struct Delete {
    #[command(flatten)]
    space: IdArg<Space>,
    /// Name of the variable
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    key: String,
    #[command(flatten)]
    deletion: DeletionArgs,
}

impl Delete {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let of = Of { space: self.space.id(), kind: VariableKind::Public };
        of.delete(cx, &self.key, &self.deletion).await
    }
}
