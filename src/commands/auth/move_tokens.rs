//! `hf auth move`.

use anyhow::Result;

use super::activate::{Chosen, activate};
use super::home::Home;
use crate::auth::keyring::{Keyring, KeyringError};
use crate::auth::resolve;
use crate::auth::store::{self, Credential, StoredTokens};
use crate::context::Context;

/// The name of an active token that has none.
const UNNAMED: &str = "token";

/// Move all stored tokens to the system's keyring, or back into files
///
/// Python tools do not find what is in the keyring: tools that use the Python library need the tokens in files, or
/// HF_TOKEN.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth move --to keyring\n  $ hf auth move --to file")]
pub struct Move {
    /// Where the tokens are to be
    #[arg(long, value_enum, value_name = "WHERE")]
    to: Home,
}

impl Move {
    #[expect(clippy::unused_async, reason = "every verb has the same shape")]
    pub async fn run(self, cx: &Context) -> Result<()> {
        let paths = &cx.config.paths;
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
        files.set(UNNAMED, &Credential::lasting(token.clone()))?;
    }
    let names: Vec<String> = files.iter().map(|stored| stored.name.to_owned()).collect();
    let all: Vec<(&str, Credential)> =
        names.iter().filter_map(|name| Some((name.as_str(), files.credential(name)?))).collect();
    if all.is_empty() {
        cx.out.log("No token is in a file");
        return Ok(());
    }
    fill(&mut keyring, &all)?;
    if let Some((name, credential)) = all.iter().find(|(_, credential)| active.as_ref() == Some(&credential.token)) {
        activate(cx, &mut keyring, &Chosen { home: Home::Keyring, name, token: &credential.token })?;
    }
    store::remove(&cx.config.paths.stored_tokens)?;
    cx.out.log(&moved(all.len(), "to the keyring"));
    Ok(())
}

/// Puts all tokens into the keyring, or none of those that were not there.
fn fill(keyring: &mut Keyring, all: &[(&str, Credential)]) -> Result<(), KeyringError> {
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
            added.push(*name);
        }
    }
    Ok(())
}

fn to_file(cx: &Context, mut files: StoredTokens, mut keyring: Keyring) -> Result<()> {
    let names: Vec<String> = keyring.names().map(|(name, _)| name.to_owned()).collect();
    if names.is_empty() {
        cx.out.log("No token is in the keyring");
        return Ok(());
    }
    for name in &names {
        files.set(name, &keyring.credential(name)?)?;
    }
    files.write(&cx.config.paths.stored_tokens)?;
    let active = keyring.active().map(|(name, _)| name.to_owned());
    if let Some((name, token)) = active.and_then(|name| files.token(&name).map(|token| (name, token)))
        && resolve::in_file(&cx.config)?.is_none()
    {
        activate(cx, &mut keyring, &Chosen { home: Home::File, name: &name, token: &token })?;
    }
    for name in &names {
        keyring.forget(name)?;
    }
    cx.out.log(&moved(names.len(), "into files"));
    Ok(())
}

fn moved(count: usize, place: &str) -> String {
    let noun = if count == 1 { "token" } else { "tokens" };
    format!("Moved {count} {noun} {place}")
}
