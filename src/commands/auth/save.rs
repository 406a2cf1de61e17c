//! The end of every login: the token is checked, stored under its name and made the active one.

use anyhow::Result;

use super::activate::{activate, warn_of_variable};
use super::stored::stored;
use crate::auth::resolve::{Found, Source};
use crate::auth::store::Credential;
use crate::context::Context;

/// Checks a token with the Hub, stores it under its name and makes it the active one.
pub(super) async fn log_in(cx: &Context, credential: Credential, add_to_git_credential: bool) -> Result<()> {
    let hub = cx.hub_as(Some(Found::lasting(credential.token.clone(), Source::Input)))?;
    let account = hub.whoami().await?;
    let name = account.token_name();
    let mut tokens = stored(cx)?;
    tokens.set(&name, &credential)?;
    tokens.write(&cx.config.paths.stored_tokens)?;
    activate(cx, &credential.token, add_to_git_credential)?;
    let may = account.role().map(|role| format!(" (permission: {role})")).unwrap_or_default();
    cx.out.log(&format!("Logged in as {} with the token '{}'{may}", account.name, cx.out.escaped(&name)));
    warn_of_variable(cx, &credential.token);
    Ok(())
}
