//! The end of every login: the token is checked, stored under its name and made the active one.

use anyhow::{Result, bail};
use serde_json::json;

use super::activate::{Chosen, activate, add_to_git, warn_of_variable};
use super::home::Home;
use super::reply::reply;
use super::stored::{Stored, stored};
use crate::api::account::Account;
use crate::api::error::RefusalKind;
use crate::auth::renewal;
use crate::auth::resolve::{Found, Source};
use crate::auth::store::Credential;
use crate::base::secret::Secret;
use crate::context::Context;

/// Where a token goes.
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub(super) home: Home,
    pub(super) git: bool,
    /// A token that cannot write is refused.
    pub(super) must_write: bool,
}

/// Checks a token with the Hub, stores it under its name and makes it the active one.
pub(super) async fn log_in(cx: &Context, credential: Credential, target: Target) -> Result<()> {
    let hub = cx.hub_as(Some(Found::lasting(credential.token.clone(), Source::Input)))?;
    let account = hub.whoami().await?;
    if target.must_write && !account.may_write() {
        bail!("this token cannot write: create one that can at {}", cx.token_page());
    }
    let name = keep(cx, target.home, &account, &credential).await?;
    let may = account.role().map(|role| format!(" (permission: {role})")).unwrap_or_default();
    cx.out.log(&format!("Logged in as {} with the token '{name}'{may}", account.name));
    reply(cx, &json!({"user": account.name, "token_name": name}))?;
    if target.git {
        add_to_git(cx, &credential.token);
    }
    warn_of_variable(cx, &credential.token);
    Ok(())
}

/// The name that the token is stored under: its own, unless a token of another account has it.
async fn free_name(cx: &Context, tokens: &Stored, account: &Account, token: &Secret) -> Result<String> {
    let own = account.token_name();
    let Some((_, kept)) = tokens.find(&own)?.filter(|(_, kept)| kept.token != *token) else { return Ok(own) };
    let hub = cx.hub_as(Some(Found::lasting(kept.token, Source::Input)))?;
    let is_free = match hub.whoami().await {
        Ok(other) => other.name == account.name,
        // One that is no longer valid is replaced; whose another is stays unknown.
        Err(error) => error.is(RefusalKind::Unauthorized),
    };
    if is_free {
        return Ok(own);
    }
    cx.out.log(&format!("Another account's token has the name '{own}'"));
    Ok(format!("{own}-{}", account.name))
}

/// Returns the name under which the token is stored.
async fn keep(cx: &Context, home: Home, account: &Account, credential: &Credential) -> Result<String> {
    let _turn = renewal::take_turn(&cx.config).await?;
    let mut tokens = stored(cx)?;
    let name = free_name(cx, &tokens, account, &credential.token).await?;
    match home {
        Home::File => keep_in_file(cx, &mut tokens, &name, credential)?,
        Home::Keyring => keep_in_keyring(cx, &mut tokens, &name, credential)?,
    }
    activate(cx, &mut tokens.keyring, &Chosen { home, name: &name, token: &credential.token })?;
    Ok(name)
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
