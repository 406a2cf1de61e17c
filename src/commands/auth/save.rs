//! The end of every login: the token is checked, stored under its name and made the active one.

use anyhow::Result;

use super::activate::{Chosen, activate, add_to_git, warn_of_variable};
use super::home::Home;
use super::stored::{Stored, stored};
use crate::auth::renewal;
use crate::auth::resolve::{Found, Source};
use crate::auth::store::Credential;
use crate::context::Context;

/// Where a token goes.
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub(super) home: Home,
    pub(super) git: bool,
}

/// Checks a token with the Hub, stores it under its name and makes it the active one.
pub(super) async fn log_in(cx: &Context, credential: Credential, target: Target) -> Result<()> {
    let hub = cx.hub_as(Some(Found::lasting(credential.token.clone(), Source::Input)))?;
    let account = hub.whoami().await?;
    let name = account.token_name();
    keep(cx, target.home, &name, &credential).await?;
    let may = account.role().map(|role| format!(" (permission: {role})")).unwrap_or_default();
    cx.out.log(&format!("Logged in as {} with the token '{name}'{may}", account.name));
    if target.git {
        add_to_git(cx, &credential.token);
    }
    warn_of_variable(cx, &credential.token);
    Ok(())
}

async fn keep(cx: &Context, home: Home, name: &str, credential: &Credential) -> Result<()> {
    let _turn = renewal::take_turn(&cx.config).await?;
    let mut tokens = stored(cx)?;
    match home {
        Home::File => keep_in_file(cx, &mut tokens, name, credential)?,
        Home::Keyring => keep_in_keyring(cx, &mut tokens, name, credential)?,
    }
    activate(cx, &mut tokens.keyring, &Chosen { home, name, token: &credential.token })
}

fn keep_in_file(cx: &Context, tokens: &mut Stored, name: &str, credential: &Credential) -> Result<()> {
    tokens.files.set(name, credential)?;
    tokens.files.write(&cx.config.paths.stored_tokens)?;
    if let Err(error) = tokens.keyring.forget(name) {
        cx.out.warning(&format!("the keyring still has an older token '{name}': {error}"));
    }
    Ok(())
}

fn keep_in_keyring(cx: &Context, tokens: &mut Stored, name: &str, credential: &Credential) -> Result<()> {
    tokens.keyring.store(name, credential)?;
    if tokens.files.remove(name) {
        tokens.files.write(&cx.config.paths.stored_tokens)?;
    }
    Ok(())
}
