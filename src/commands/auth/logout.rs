//! `hf auth logout`.

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use super::reply::reply;
use super::stored::{Stored, has_files, stored};
use crate::auth::{git_credential, renewal, resolve, store};
use crate::context::Context;

/// Log out: delete all stored tokens, or one
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth logout\n  $ hf auth logout --token-name laptop")]
pub struct Logout {
    /// Delete only this token
    #[arg(long, value_name = "NAME")]
    token_name: Option<String>,
}

impl Logout {
    pub async fn run(self, cx: &Context) -> Result<()> {
        // Whose HF_HOME is not there yet, or cannot be written, needs no turn to be told so.
        if !has_files(cx) && cx.config.token.value.is_none() {
            return nobody(cx);
        }
        let turn = renewal::take_turn(&cx.config).await?;
        let tokens = stored(cx)?;
        if tokens.is_empty() && !resolve::is_stored(&cx.config)? {
            return nobody(cx);
        }
        let forgotten = match &self.token_name {
            Some(name) => forget_one(cx, tokens, name),
            None => forget_all(cx, tokens),
        };
        // git may ask the user.
        drop(turn);
        forget_in_git(cx);
        let names = forgotten?;
        if let Some(name) = cx.config.token.variable {
            bail!("still logged in through the variable {name}: unset it to log out");
        }
        Ok(reply(cx, &json!({"deleted": names}))?)
    }
}

fn nobody(cx: &Context) -> Result<()> {
    cx.out.warning("you are not logged in");
    Ok(reply(cx, &json!({"deleted": []}))?)
}

/// Returns the names of the tokens that are deleted.
fn forget_all(cx: &Context, mut tokens: Stored) -> Result<Vec<String>> {
    let names = tokens.names();
    store::remove(&cx.config.paths.token)?;
    store::remove(&cx.config.paths.stored_tokens)?;
    for name in &names {
        tokens.keyring.forget(name).with_context(|| format!("the token '{name}' is still in the keyring"))?;
    }
    cx.out.log("Deleted all stored tokens");
    Ok(names)
}

fn forget_one(cx: &Context, mut tokens: Stored, name: &str) -> Result<Vec<String>> {
    let was_active = is_active(cx, &tokens, name)?;
    let was_in_file = tokens.files.remove(name);
    if !was_in_file && !tokens.keyring.has(name) {
        cx.out.warning(&format!("no token named '{name}': run `hf auth list`"));
        return Ok(Vec::new());
    }
    if was_in_file {
        tokens.files.write(&cx.config.paths.stored_tokens)?;
    }
    if was_active {
        store::remove(&cx.config.paths.token)?;
        // One that was active before the token file had another would take its place.
        tokens.keyring.activate(None)?;
    }
    tokens.keyring.forget(name).with_context(|| format!("the token '{name}' is still in the keyring"))?;
    if was_active {
        cx.out.warning("this was the active token: choose another with `hf auth switch`");
    }
    cx.out.log(&format!("Deleted the token '{name}'"));
    Ok(vec![name.to_owned()])
}

/// Without git there is nothing to forget.
fn forget_in_git(cx: &Context) {
    if let Err(error) = git_credential::reject(&cx.config.services.hub)
        && !error.is_absence()
    {
        cx.out.warning(&format!("git may still have the token: {error}"));
    }
}

/// Whether commands use that token. What the token file holds wins over the keyring, whatever its index says.
fn is_active(cx: &Context, tokens: &Stored, name: &str) -> Result<bool> {
    Ok(match resolve::in_file(&cx.config)? {
        Some(active) => tokens.files.token(name).is_some_and(|token| token == active),
        None => tokens.keyring.active().is_some_and(|(active, _)| active == name),
    })
}
