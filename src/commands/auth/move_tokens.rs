//! `hf auth move`.

use anyhow::Result;

use serde_json::json;

use super::activate::{Chosen, activate};
use super::home::Home;
use super::reply::reply;
use crate::auth::keyring::{Keyring, KeyringError};
use crate::auth::store::{self, Credential, StoredTokens};
use crate::auth::{renewal, resolve};
use crate::base::secret::Secret;
use crate::context::Context;
use crate::output::quantity::counted;

/// The name of an active token that has none, if it is free.
const UNNAMED: &str = "token";

/// Move all stored tokens to the system keyring, or back to files
///
/// Tools built on the Python library cannot read the keyring: they need the tokens in files, or HF_TOKEN.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth move --to keyring\n  $ hf auth move --to file")]
pub struct Move {
    /// Where to keep the tokens
    #[arg(long, value_enum, value_name = "WHERE")]
    to: Home,
}

impl Move {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let paths = &cx.config.paths;
        let _turn = renewal::take_turn(&cx.config).await?;
        // A file that makes no sense is not taken as empty here: what it holds would be lost.
        let files = StoredTokens::read(&paths.stored_tokens)?;
        let keyring = Keyring::read(&paths.keyring_tokens)?;
        match self.to {
            Home::Keyring => to_keyring(cx, files, keyring),
            Home::File => to_file(cx, files, keyring),
        }
    }
}

fn to_keyring(cx: &Context, mut files: StoredTokens, mut keyring: Keyring) -> Result<()> {
    let active = resolve::in_file(&cx.config)?;
    let unnamed = active.as_ref().filter(|token| files.holding(token).is_none());
    if let Some(token) = unnamed {
        let name = free_name(UNNAMED, |name| files.has(name) || keyring.has(name));
        files.set(&name, &Credential::lasting(token.clone()))?;
    }
    let all = named_for_keyring(cx, &files, &keyring)?;
    if all.is_empty() {
        cx.out.log("No tokens stored in files");
        return Ok(reply(cx, &json!({"moved": []}))?);
    }
    fill(&mut keyring, &all)?;
    if let Some((name, credential)) = all.iter().find(|(_, credential)| active.as_ref() == Some(&credential.token)) {
        activate(cx, &mut keyring, &Chosen { home: Home::Keyring, name, token: &credential.token })?;
    }
    store::remove(&cx.config.paths.stored_tokens)?;
    cx.out.log(&moved(all.len(), "to the keyring"));
    let names: Vec<_> = all.iter().map(|(name, _)| name).collect();
    Ok(reply(cx, &json!({"moved": names}))?)
}

/// The tokens in files, by the names that they are to have in the keyring.
fn named_for_keyring(cx: &Context, files: &StoredTokens, keyring: &Keyring) -> Result<Vec<(String, Credential)>> {
    let names: Vec<String> = files.iter().map(|stored| stored.name.to_owned()).collect();
    let mut all: Vec<(String, Credential)> = Vec::new();
    for name in names {
        let Some(credential) = files.credential(&name) else { continue };
        let is_other = keyring.has(&name) && in_keyring(keyring, &name)?.is_some_and(|kept| kept != credential.token);
        let is_taken = |name: &str| files.has(name) || keyring.has(name) || all.iter().any(|(taken, _)| taken == name);
        let new_name = if is_other { renamed(cx, &name, is_taken) } else { name };
        all.push((new_name, credential));
    }
    Ok(all)
}

/// A token of the keyring; `None` if it has lost it.
fn in_keyring(keyring: &Keyring, name: &str) -> Result<Option<Secret>, KeyringError> {
    match keyring.credential(name) {
        Ok(credential) => Ok(Some(credential.token)),
        Err(KeyringError::Lost { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Another name for a token whose own one has another token where it goes.
fn renamed(cx: &Context, name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let free = free_name(name, is_taken);
    cx.out.warning(&format!("the moved token '{name}' is now named '{free}': another one there has its name"));
    free
}

/// The first of `name`, `name-2`, `name-3` and so on that no token has.
fn free_name(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut free = name.to_owned();
    let mut number = 1;
    while is_taken(&free) {
        number += 1;
        free = format!("{name}-{number}");
    }
    free
}

/// Puts all tokens into the keyring, or none of those that were not there.
fn fill(keyring: &mut Keyring, all: &[(String, Credential)]) -> Result<(), KeyringError> {
    let mut added = Vec::new();
    for (name, credential) in all {
        let is_new = !keyring.has(name);
        if let Err(error) = keyring.store(name, credential) {
            for name in added {
                // The first error is the one to tell; the files have this token still.
                drop(keyring.forget(name));
            }
            return Err(error);
        }
        if is_new {
            added.push(name);
        }
    }
    Ok(())
}

fn to_file(cx: &Context, mut files: StoredTokens, mut keyring: Keyring) -> Result<()> {
    let names: Vec<String> = keyring.names().map(|(name, _)| name.to_owned()).collect();
    if names.is_empty() {
        cx.out.log("No tokens in the keyring");
        return Ok(());
    }
    let active = keyring.active().map(|(name, _)| name.to_owned());
    let mut to_activate = None;
    for name in &names {
        let credential = keyring.credential(name)?;
        let is_other = files.token(name).is_some_and(|stored| stored != credential.token);
        let is_taken = |name: &str| files.has(name) || keyring.has(name);
        let new_name = if is_other { renamed(cx, name, is_taken) } else { name.clone() };
        files.set(&new_name, &credential)?;
        if active.as_ref() == Some(name) {
            to_activate = Some((new_name, credential.token));
        }
    }
    files.write(&cx.config.paths.stored_tokens)?;
    if let Some((name, token)) = to_activate
        && resolve::in_file(&cx.config)?.is_none()
    {
        activate(cx, &mut keyring, &Chosen { home: Home::File, name: &name, token: &token })?;
    }
    for name in &names {
        keyring.forget(name)?;
    }
    cx.out.log(&moved(names.len(), "into files"));
    Ok(reply(cx, &json!({"moved": names}))?)
}

fn moved(count: usize, place: &str) -> String {
    format!("Moved {} {place}", counted(count, "token"))
}
