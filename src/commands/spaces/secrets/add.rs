//! `hf spaces secrets add`.

use anyhow::Result;
use serde::Serialize;

use crate::api::spaces::secrets::NewSecret;
use crate::api::spaces::space::Space;
use crate::args::env_secrets::SecretsArgs;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::quantity::counted;

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
    /// What the secrets are for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Added<'a> {
    space_id: &'a str,
    keys: Vec<&'a str>,
}

impl Add {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let secrets = cx.secrets(&self.secrets, &self.token).await?.require(&cx.out)?;
        let (hub, space) = (cx.hub(&self.token)?, self.space.id());
        let all: Vec<&str> = secrets.iter().map(|secret| secret.key.as_str()).collect();
        let mut outcome = Ok(());
        let mut count = 0;
        for secret in &secrets {
            let secret = NewSecret { key: &secret.key, value: &secret.value, description: self.description.as_deref() };
            outcome = hub.set_space_secret(space, &secret).await;
            if outcome.is_err() {
                break;
            }
            count += 1;
        }
        let (added, left) = all.split_at(count);
        if !added.is_empty() {
            let added = Added { space_id: space.id(), keys: added.to_vec() };
            cx.out.done(&format!("{} added", counted(count, "secret")), &added)?;
            if !left.is_empty() {
                cx.out.warning(&format!("not added: {}", left.join(", ")));
            }
        }
        Ok(outcome?)
    }
}
