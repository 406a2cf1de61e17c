//! `hf spaces variables add`.

use anyhow::Result;

use crate::api::spaces::space::Space;
use crate::api::spaces::variables::VariableKind;
use crate::args::env_secrets::{EnvArgs, KeyValue};
use crate::args::misuse::Misuse;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::commands::spaces::variable_change::Of;
use crate::context::Context;

/// Add variables to a Space, or replace them
///
/// Anybody who can see the Space can read them, and duplicates of it get them too: store passwords and tokens as secrets.
/// A running Space restarts.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces variables add username/my-space -e MODEL_ID=gpt2
  $ hf spaces variables add username/my-space -e MODEL_ID=gpt2 --description 'The model to show'
  $ hf spaces variables add username/my-space --env-file .env")]
pub struct Add {
    #[command(flatten)]
    space: IdArg<Space>,
    #[command(flatten)]
    env: EnvArgs,
    /// Description of the variables
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    token: TokenArg,
}

impl Add {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let variables = cx.variables(&self.env, &self.token).await?;
        if variables.is_empty() {
            return Err(Misuse("no variable is given: use --env NAME=VALUE or --env-file FILE".to_owned()).into());
        }
        let space = self.space.id();
        for KeyValue { key, .. } in variables.iter().filter(|variable| looks_secret(variable)) {
            cx.out.warning(&format!(
                "{key} looks like a secret, and variables can be read: use `hf spaces secrets add {space} -s {key}`"
            ));
        }
        let to = Of { space, kind: VariableKind::Public };
        to.add(cx, &cx.hub(&self.token)?, &variables, self.description.as_deref()).await
    }
}

/// A guess, which stops nothing.
fn looks_secret(variable: &KeyValue) -> bool {
    let name = variable.key.to_ascii_uppercase();
    let is_named_so = ["_TOKEN", "_SECRET", "_PASSWORD", "_API_KEY"].iter().any(|end| name.ends_with(end));
    let is_bare_name = ["TOKEN", "SECRET", "PASSWORD", "API_KEY"].contains(&name.as_str());
    let is_token = |start: &&str| variable.value.len() > 20 && variable.value.starts_with(start);
    is_named_so || is_bare_name || ["hf_", "sk-", "ghp_", "github_pat_"].iter().any(is_token)
}
