//! Tokens of logins with the browser end, and are renewed before: when that is, and how processes that would do it at
//! the same time, or that write the stored tokens otherwise, take turns. Asks no server itself.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::keyring::{Keyring, KeyringError};
use super::resolve::{Found, ResolveError, Source, in_file};
use super::store::{Credential, StoreError, StoredTokens, write_active};
use crate::base::fs::{Fence, FileLock, create_private_folder};
use crate::base::secret::Secret;
use crate::config::Config;

/// Seconds that a token has left when it is renewed, as with the Python client.
const MARGIN: i64 = 24 * 3600;
const LONGEST_WAIT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(100);

/// Why a renewed token cannot be kept, or the old one not be read again.
#[derive(Debug, thiserror::Error)]
pub enum RenewalError {
    /// The lock that keeps two processes from renewing one token at once.
    #[error("another process has held '{}' for {} s", .0.display(), LONGEST_WAIT.as_secs())]
    Busy(PathBuf),
    /// The file of that lock.
    #[error("cannot lock '{}'", .path.display())]
    Lock { path: PathBuf, source: io::Error },
    /// The files of the tokens.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The token was to be read again, and cannot be.
    #[error(transparent)]
    Unreadable(#[from] ResolveError),
    /// The keyring that has it.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
}

/// What a token is renewed with, if it ends within a day. `now` is in seconds since 1970.
pub fn due(found: &Found, now: i64) -> Option<&Secret> {
    let is_near = found.source.is_stored() && is_near(found.credential.expires_at?, now);
    found.credential.refresh_token.as_ref().filter(|_| is_near)
}

/// Whether a token that ends then has a day or less to go.
pub fn is_near(ends: i64, now: i64) -> bool {
    ends.saturating_sub(MARGIN) <= now
}

/// When a token is to be looked at again, in seconds since 1970.
pub fn next_look(credential: &Credential) -> Option<i64> {
    credential.expires_at.map(|ends| ends.saturating_sub(MARGIN))
}

/// Waits until no other process renews a token or changes what is stored: a refresh token may be worth something only
/// once, so a used-up one must not be written back. Held from the reading of what is stored to the last write; nothing
/// is renewed and no user is asked meanwhile. Makes the folder of the stored tokens.
///
/// # Errors
/// [`RenewalError::Busy`] after half a minute, [`RenewalError::Lock`].
pub async fn take_turn(config: &Config) -> Result<FileLock, RenewalError> {
    let mut path = config.paths.stored_tokens.clone().into_os_string();
    path.push(".lock");
    let path = PathBuf::from(path);
    let end = Instant::now() + LONGEST_WAIT;
    if let Some(folder) = path.parent()
        && let Err(source) = create_private_folder(folder)
    {
        return Err(RenewalError::Lock { path, source });
    }
    let fence = Fence::new(path.parent().unwrap_or(Path::new("")).to_owned());
    loop {
        match FileLock::try_acquire(&fence, &path) {
            Ok(Some(lock)) => return Ok(lock),
            Ok(None) if Instant::now() >= end => return Err(RenewalError::Busy(path)),
            Ok(None) => sleep(POLL).await,
            Err(source) => return Err(RenewalError::Lock { path, source }),
        }
    }
}

/// What is stored now where `found` was found: another process may have renewed it. `None` if it is gone.
///
/// # Errors
/// [`RenewalError::Store`] and [`RenewalError::Keyring`].
pub fn read_again(config: &Config, found: &Found) -> Result<Option<Credential>, RenewalError> {
    match &found.source {
        Source::File { name: Some(name), .. } => Ok(StoredTokens::read(&config.paths.stored_tokens)?.credential(name)),
        Source::Keyring(name) => {
            let keyring = Keyring::read(&config.paths.keyring_tokens)?;
            if keyring.has(name) { Ok(Some(keyring.credential(name)?)) } else { Ok(None) }
        }
        Source::File { name: None, .. } | Source::Flag | Source::Input | Source::Trusted(_) | Source::Variable(_) => {
            Ok(None)
        }
    }
}

/// Keeps a renewed token in place of the old one. The active token stays what it is if the user has chosen another
/// meanwhile.
///
/// # Errors
/// [`RenewalError::Store`], [`RenewalError::Unreadable`] and [`RenewalError::Keyring`].
pub fn replace(config: &Config, old: &Found, renewed: &Credential) -> Result<(), RenewalError> {
    match &old.source {
        Source::File { path, name: Some(name) } => {
            let mut tokens = StoredTokens::read(&config.paths.stored_tokens)?;
            tokens.set(name, renewed)?;
            tokens.write(&config.paths.stored_tokens)?;
            if in_file(config)?.as_ref() == Some(old.token()) {
                write_active(path, &renewed.token)?;
            }
        }
        Source::Keyring(name) => Keyring::read(&config.paths.keyring_tokens)?.store(name, renewed)?,
        Source::File { name: None, .. } | Source::Flag | Source::Input | Source::Trusted(_) | Source::Variable(_) => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{MARGIN, due};
    use crate::auth::resolve::{Found, Source};
    use crate::auth::store::Credential;
    use crate::base::secret::Secret;

    const NOW: i64 = 1_800_000_000;

    fn is_due(expires_at: Option<i64>, refresh_token: Option<&str>, source: Source) -> bool {
        let token = Secret::parse("hf_x").unwrap();
        let refresh_token = refresh_token.and_then(Secret::parse);
        due(&Found { credential: Credential { token, refresh_token, expires_at }, source }, NOW).is_some()
    }

    fn file() -> Source {
        Source::File { path: "token".into(), name: Some("oauth-ada".to_owned()) }
    }

    #[test]
    fn a_token_is_renewed_on_its_last_day_and_after_its_end() {
        for (ends, expected) in
            [(i64::MIN, true), (NOW - 1, true), (NOW + MARGIN, true), (NOW + MARGIN + 1, false), (i64::MAX, false)]
        {
            assert_eq!(is_due(Some(ends), Some("r"), file()), expected, "{ends}");
        }
    }

    #[test]
    fn a_token_without_an_end_or_a_refresh_token_is_not_renewed() {
        assert!(!is_due(None, Some("r"), file()));
        assert!(!is_due(Some(NOW), None, file()));
        assert!(!is_due(Some(NOW), Some("r"), Source::Variable("HF_TOKEN")));
    }
}
