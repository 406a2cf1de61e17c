//! `hf auth logout`.

use anyhow::{Result, bail};

use super::stored::stored;
use crate::auth::store::{self, StoredTokens};
use crate::auth::{git_credential, resolve};
use crate::context::Context;

/// Log out: forget all tokens, or one
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth logout\n  $ hf auth logout --token-name laptop")]
pub struct Logout {
    /// Forget this token only
    #[arg(long, value_name = "NAME")]
    token_name: Option<String>,
}

impl Logout {
    #[expect(clippy::unused_async, reason = "every verb has the same shape")]
    pub async fn run(self, cx: &Context) -> Result<()> {
        let tokens = stored(cx)?;
        if tokens.is_empty() && resolve::stored(&cx.config)?.is_none() {
            cx.out.warning("you are not logged in");
            return Ok(());
        }
        match &self.token_name {
            Some(name) => forget_one(cx, tokens, name)?,
            None => forget_all(cx)?,
        }
        // Without git there is nothing to forget.
        drop(git_credential::reject(&cx.config.endpoint));
        if let Some(name) = cx.config.token.variable {
            bail!("you are still logged in through the variable {name}: unset it to log out");
        }
        Ok(())
    }
}

fn forget_all(cx: &Context) -> Result<()> {
    store::remove(&cx.config.paths.token)?;
    store::remove(&cx.config.paths.stored_tokens)?;
    cx.out.log("Forgot all tokens");
    Ok(())
}

fn forget_one(cx: &Context, mut tokens: StoredTokens, name: &str) -> Result<()> {
    let token = tokens.token(name);
    if !tokens.remove(name) {
        cx.out.warning(&format!("no token is named '{name}': see `hf auth list`"));
        return Ok(());
    }
    tokens.write(&cx.config.paths.stored_tokens)?;
    if token.is_some() && token == resolve::in_file(&cx.config)? {
        store::remove(&cx.config.paths.token)?;
        cx.out.warning("this was the active token: choose another with `hf auth switch`");
    }
    cx.out.log(&format!("Forgot the token '{name}'"));
    Ok(())
}
