//! `hf spaces secrets add`.

use anyhow::Result;

use crate::api::spaces::space::Space;
use crate::api::spaces::variables::VariableKind;
use crate::args::env_secrets::SecretsArgs;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::commands::spaces::variable_change::Of;
use crate::context::Context;

/// Add secrets to a Space, or replace them
///
/// A running Space restarts. A secret without a value here is asked for on a terminal.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces secrets add username/my-space -s API_KEY
  $ hf spaces secrets add username/my-space -s API_KEY --description 'Key of the search API'
  $ hf spaces secrets add username/my-space --secrets-file .env
  $ hf spaces secrets add username/my-space --secrets-file - < secrets.env")]
pub struct Add {
    #[command(flatten)]
    space: IdArg<Space>,
    #[command(flatten)]
    secrets: SecretsArgs,
    /// Description of the secrets
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    token: TokenArg,
}

impl Add {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let secrets = cx.secrets(&self.secrets, &self.token).await?.require(&cx.out)?;
        let to = Of { space: self.space.id(), kind: VariableKind::Secret };
        to.add(cx, &cx.hub(&self.token)?, &secrets, self.description.as_deref()).await
    }
}
