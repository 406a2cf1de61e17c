//! The order in which a token is looked for: `HF_TOKEN`, its older name, the token file. Does not check it.

use std::fmt;
use std::io::ErrorKind;
use std::path::PathBuf;

use crate::base::secret::Secret;
use crate::config::Config;

/// A token and where it was found, so that a refused one can be named.
#[derive(Debug, Clone)]
pub struct Found {
    pub token: Secret,
    pub source: Source,
}

/// Where a token came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `--token`.
    Flag,
    /// Typed or piped in, to log in with.
    Input,
    Variable(&'static str),
    File(PathBuf),
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => formatter.write_str("the token of --token"),
            Self::Input => formatter.write_str("the token that was entered"),
            Self::Variable(name) => write!(formatter, "the token in the variable {name}"),
            Self::File(path) => write!(formatter, "the token in '{}'", path.display()),
        }
    }
}

/// A token file that cannot be read although it is there.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the token file '{}'", .path.display())]
pub struct UnreadableToken {
    path: PathBuf,
    source: std::io::Error,
}

/// The token that the environment or the token file holds.
///
/// # Errors
/// [`UnreadableToken`] when the file is there and cannot be read.
pub fn stored(config: &Config) -> Result<Option<Found>, UnreadableToken> {
    if let (Some(token), Some(variable)) = (&config.token.value, config.token.variable) {
        return Ok(Some(Found { token: token.clone(), source: Source::Variable(variable) }));
    }
    let found = in_file(config)?;
    Ok(found.map(|token| Found { token, source: Source::File(config.paths.token.clone()) }))
}

/// The token that the token file holds.
///
/// # Errors
/// [`UnreadableToken`] when the file is there and cannot be read.
pub fn in_file(config: &Config) -> Result<Option<Secret>, UnreadableToken> {
    let path = &config.paths.token;
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Secret::parse(&text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(UnreadableToken { path: path.clone(), source }),
    }
}
