//! The keyring of the system, by names of its entries. Blocks, and may open a window in which the user unlocks it.

/// Why the system's keyring does not take or return a token.
#[derive(Debug, thiserror::Error)]
pub enum SystemKeyringError {
    /// This program is built without the feature `keyring`.
    #[error("this build of `hf` does not support keyrings")]
    NotBuilt,
    /// No keyring answers.
    #[error("no keyring is available: {reason}")]
    Unavailable { reason: String },
    /// Its user has not let us in.
    #[error("the keyring is locked: {reason}")]
    Locked { reason: String },
    /// Anything else that the keyring says of a token.
    #[error("the keyring reported an error: {reason}")]
    Failed { reason: String },
}

/// What other programs see as the owner of the entries.
#[cfg(feature = "keyring")]
const SERVICE: &str = "hf";

/// The text of an entry, or `None` if it is not there.
///
/// # Errors
/// [`SystemKeyringError`]: there is no keyring, it stays locked, or it fails.
#[cfg(feature = "keyring")]
pub(super) fn get(name: &str) -> Result<Option<String>, SystemKeyringError> {
    match entry(name)?.get_password() {
        Ok(text) => Ok(Some(text)),
        Err(keyring::Error::NoEntry) => Ok(None),
        Err(error) => Err(failure(&error)),
    }
}

/// Makes an entry, or gives it another text.
///
/// # Errors
/// As [`get`].
#[cfg(feature = "keyring")]
pub(super) fn set(name: &str, text: &str) -> Result<(), SystemKeyringError> {
    entry(name)?.set_password(text).map_err(|error| failure(&error))
}

/// Removes an entry; it may be gone already.
///
/// # Errors
/// As [`get`].
#[cfg(feature = "keyring")]
pub(super) fn delete(name: &str) -> Result<(), SystemKeyringError> {
    match entry(name)?.delete_credential() {
        Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
        Err(error) => Err(failure(&error)),
    }
}

#[cfg(feature = "keyring")]
fn entry(name: &str) -> Result<keyring::Entry, SystemKeyringError> {
    if let Err(error) = keyring::Entry::store_status() {
        return Err(SystemKeyringError::Unavailable { reason: words(error) });
    }
    keyring::Entry::new(SERVICE, name).map_err(|error| failure(&error))
}

#[cfg(feature = "keyring")]
fn failure(error: &keyring::Error) -> SystemKeyringError {
    let reason = words(error);
    match error {
        keyring::Error::NoStorageAccess(_) => SystemKeyringError::Locked { reason },
        keyring::Error::NoDefaultStore => SystemKeyringError::Unavailable { reason },
        _ => SystemKeyringError::Failed { reason },
    }
}

/// What the system says, without the words around it.
#[cfg(feature = "keyring")]
fn words(error: &keyring::Error) -> String {
    match error {
        keyring::Error::PlatformFailure(inner) | keyring::Error::NoStorageAccess(inner) => inner.to_string(),
        // Its words may quote what was stored.
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => "an entry is damaged".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(not(feature = "keyring"))]
pub(super) fn get(_name: &str) -> Result<Option<String>, SystemKeyringError> {
    Err(SystemKeyringError::NotBuilt)
}

#[cfg(not(feature = "keyring"))]
pub(super) fn set(_name: &str, _text: &str) -> Result<(), SystemKeyringError> {
    Err(SystemKeyringError::NotBuilt)
}

#[cfg(not(feature = "keyring"))]
pub(super) fn delete(_name: &str) -> Result<(), SystemKeyringError> {
    Err(SystemKeyringError::NotBuilt)
}
