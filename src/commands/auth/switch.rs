//! `hf auth switch`.

use anyhow::{Result, bail};
use serde_json::json;

use super::activate::{Chosen, activate, add_to_git, warn_of_variable};
use super::reply::reply;
use super::stored::stored;
use crate::args::missing::Missing;
use crate::auth::renewal;
use crate::auth::store::Credential;
use crate::base::secret::Secret;
use crate::context::Context;
use crate::output::Format;

/// Switch the active token
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth switch\n  $ hf auth switch --token-name laptop")]
pub struct Switch {
    /// Name of the token, as shown by `hf auth list`
    #[arg(long, value_name = "NAME")]
    token_name: Option<String>,
    /// Also store the token in git's credential helpers
    #[arg(long)]
    add_to_git_credential: bool,
}

impl Switch {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let name = match self.token_name {
            Some(name) => name,
            None => {
                let tokens = stored(cx)?;
                if tokens.is_empty() {
                    cx.out.warning("no stored token: log in with `hf auth login`");
                    return Ok(());
                }
                choose(cx, tokens.names())?
            }
        };
        let token = make_active(cx, &name).await?;
        cx.out.log(&format!("The active token is now '{name}'"));
        if self.add_to_git_credential {
            add_to_git(cx, &token);
        }
        warn_of_variable(cx, &token);
        Ok(reply(cx, &json!({"token_name": name}))?)
    }
}

async fn make_active(cx: &Context, name: &str) -> Result<Secret> {
    let _turn = renewal::take_turn(&cx.config).await?;
    let mut tokens = stored(cx)?;
    let Some((home, Credential { token, .. })) = tokens.find(name)? else {
        let hint = "list your tokens with `hf auth list`".to_owned();
        bail!(Missing { kind: "token", name: name.to_owned(), hint });
    };
    activate(cx, &mut tokens.keyring, &Chosen { home, name, token: &token })?;
    Ok(token)
}

fn choose(cx: &Context, mut names: Vec<String>) -> Result<String> {
    if cx.out.format() != Format::Human {
        bail!("cannot prompt in this output mode: use --token-name");
    }
    let chosen = cx.out.choose("Which token do you want to use?", &names)?;
    Ok(names.swap_remove(chosen))
}
