//! `hf spaces secrets delete`.

use anyhow::Result;
use clap::builder::NonEmptyStringValueParser;

use crate::api::spaces::space::Space;
use crate::api::spaces::variables::VariableKind;
use crate::args::deletion::DeletionArgs;
use crate::args::repo::IdArg;
use crate::commands::spaces::variable_change::Of;
use crate::context::Context;

/// Delete a secret of a Space
///
/// Its value is lost. A running Space restarts.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces secrets delete username/my-space API_KEY
  $ hf spaces secrets delete username/my-space API_KEY --yes")]
pub struct Delete {
    #[command(flatten)]
    space: IdArg<Space>,
    /// Name of the secret
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    key: String,
    #[command(flatten)]
    deletion: DeletionArgs,
}

impl Delete {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let of = Of { space: self.space.id(), kind: VariableKind::Secret };
        of.delete(cx, &self.key, &self.deletion).await
    }
}
