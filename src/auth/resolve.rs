//! The order in which a token is looked for: `HF_TOKEN`, its older name, the token file, the keyring. Does not check it.

use std::fmt;
use std::io::ErrorKind;
use std::path::PathBuf;

use super::keyring::{Keyring, KeyringError};
use super::store::{Credential, StoredTokens};
use crate::base::secret::Secret;
use crate::base::text;
use crate::config::Config;

/// A token and where it was found, so that a refused one can be named.
#[derive(Debug, Clone)]
pub struct Found {
    /// The token and what came with it.
    pub credential: Credential,
    /// Where it was found.
    pub source: Source,
}

impl Found {
    /// A token that is never renewed.
    pub fn lasting(token: Secret, source: Source) -> Self {
        Self { credential: Credential::lasting(token), source }
    }

    /// What requests are made with.
    pub fn token(&self) -> &Secret {
        &self.credential.token
    }

    /// The same, for whoever needs nothing else.
    pub fn into_token(self) -> Secret {
        self.credential.token
    }
}

/// Where a token came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `--token`.
    Flag,
    /// Typed or piped in, or got with the browser, to log in with.
    Input,
    /// Got for a program that the Hub trusts, to use with this repo or account.
    Trusted(String),
    /// By its name, such as `HF_TOKEN`.
    Variable(&'static str),
    /// The name is the one among the stored tokens, if it is there.
    File {
        /// The token file.
        path: PathBuf,
        /// `None`: the active token has no name.
        name: Option<String>,
    },
    /// By its name in the keyring.
    Keyring(String),
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => formatter.write_str("the token from --token"),
            Self::Input => formatter.write_str("the token you entered"),
            Self::Trusted(resource) => write!(formatter, "the token issued for '{resource}'"),
            Self::Variable(name) => write!(formatter, "the token in {name}"),
            Self::File { path, name: None } => write!(formatter, "the token in '{}'", path.display()),
            Self::File { path, name: Some(name) } => write!(formatter, "the token '{name}' in '{}'", path.display()),
            Self::Keyring(name) => write!(formatter, "the token '{name}' in the keyring"),
        }
    }
}

impl Source {
    /// Whether a login left the token here, perhaps long ago.
    pub fn is_stored(&self) -> bool {
        match self {
            Self::File { .. } | Self::Keyring(_) => true,
            Self::Flag | Self::Input | Self::Trusted(_) | Self::Variable(_) => false,
        }
    }
}

/// Why there may be a token that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// The token file is there and cannot be read.
    #[error("cannot read the token file '{}'", .path.display())]
    File { path: PathBuf, source: std::io::Error },
    /// The keyring is meant to have the token.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
}

/// The token that the environment, the token file or the keyring holds.
///
/// # Errors
/// [`ResolveError`].
pub fn stored(config: &Config) -> Result<Option<Found>, ResolveError> {
    if let (Some(token), Some(variable)) = (&config.token.value, config.token.variable) {
        return Ok(Some(Found::lasting(token.clone(), Source::Variable(variable))));
    }
    let Some(token) = in_file(config)? else { return in_keyring(config) };
    // Without a list of names, or with one that makes no sense, the token has none.
    let named = StoredTokens::read(&config.paths.stored_tokens).unwrap_or_default().holding(&token);
    let (name, credential) = named.map_or((None, Credential::lasting(token)), |(name, all)| (Some(name), all));
    Ok(Some(Found { credential, source: Source::File { path: config.paths.token.clone(), name } }))
}

/// Whether there is such a token. Asks no keyring.
///
/// # Errors
/// [`ResolveError::File`], or the keyring's index cannot be read.
pub fn is_stored(config: &Config) -> Result<bool, ResolveError> {
    Ok(config.token.value.is_some() || in_file(config)?.is_some() || read_index(config)?.active().is_some())
}

/// The token that the token file holds.
///
/// # Errors
/// [`ResolveError::File`] when the file is there and cannot be read.
pub fn in_file(config: &Config) -> Result<Option<Secret>, ResolveError> {
    let path = &config.paths.token;
    let unreadable = |source| ResolveError::File { path: path.clone(), source };
    match std::fs::read(path) {
        Ok(bytes) => match text::decode(&bytes) {
            Ok(text) => Ok(Secret::parse(&text)),
            Err(error) => Err(unreadable(std::io::Error::new(ErrorKind::InvalidData, error))),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(unreadable(source)),
    }
}

fn in_keyring(config: &Config) -> Result<Option<Found>, ResolveError> {
    let keyring = read_index(config)?;
    let Some((name, _)) = keyring.active() else { return Ok(None) };
    let credential = keyring.credential(name)?;
    Ok(Some(Found { credential, source: Source::Keyring(name.to_owned()) }))
}

fn read_index(config: &Config) -> Result<Keyring, ResolveError> {
    Ok(Keyring::read(&config.paths.keyring_tokens).map_err(KeyringError::from)?)
}
