//! The named tokens, as the verbs of this group read them: those in files and those in the keyring.

use anyhow::Result;

use super::home::Home;
use crate::auth::keyring::{Keyring, KeyringError};
use crate::auth::store::{Credential, StoreError, StoredTokens, aside};
use crate::context::Context;

/// All named tokens.
pub(super) struct Stored {
    pub(super) files: StoredTokens,
    pub(super) keyring: Keyring,
}

impl Stored {
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.keyring.is_empty()
    }

    /// The names of the tokens in files, then of those in the keyring.
    pub(super) fn names(&self) -> Vec<String> {
        let files = self.files.iter().map(|stored| stored.name);
        files.chain(self.keyring.names().map(|(name, _)| name)).map(str::to_owned).collect()
    }

    /// The token of that name, and where it is.
    pub(super) fn find(&self, name: &str) -> Result<Option<(Home, Credential)>, KeyringError> {
        match self.files.credential(name) {
            Some(credential) => Ok(Some((Home::File, credential))),
            None if self.keyring.has(name) => Ok(Some((Home::Keyring, self.keyring.credential(name)?))),
            None => Ok(None),
        }
    }
}

/// Whether a file of tokens is there, whatever it holds.
pub(super) fn has_files(cx: &Context) -> bool {
    let paths = &cx.config.paths;
    [&paths.token, &paths.stored_tokens, &paths.keyring_tokens].into_iter().any(|path| path.exists())
}

/// Reads the named tokens. A file that makes no sense counts as empty: the next login writes another, and keeps this one
/// beside it.
pub(super) fn stored(cx: &Context) -> Result<Stored> {
    let paths = &cx.config.paths;
    let files = sensible(cx, StoredTokens::read(&paths.stored_tokens))?;
    let keyring = sensible(cx, Keyring::read(&paths.keyring_tokens))?;
    Ok(Stored {
        files: files.unwrap_or_default(),
        keyring: keyring.unwrap_or_else(|| Keyring::empty(&paths.keyring_tokens)),
    })
}

fn sensible<T>(cx: &Context, read: Result<T, StoreError>) -> Result<Option<T>> {
    match read {
        Err(StoreError::Unparsable { path, source }) => {
            cx.out.error(&format!("cannot parse '{}', treating it as empty: {source}", path.display()));
            cx.out.hint(&format!("the next login keeps it as '{}'", aside(&path).display()));
            Ok(None)
        }
        read => Ok(Some(read?)),
    }
}
