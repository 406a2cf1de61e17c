//! `--exist-ok` and `--missing-ok`: what is the case already is no failure.

use crate::api::HubError;
use crate::api::error::RefusalKind;

/// `--exist-ok`.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ExistOkArg {
    /// Succeed if it already exists
    #[arg(long, visible_alias = "exists-ok")]
    exist_ok: bool,
}

/// `--missing-ok`.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct MissingOkArg {
    /// Succeed if it does not exist
    #[arg(long)]
    missing_ok: bool,
}

/// Why something was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// It exists, and that was not allowed for.
    #[error("{what} already exists")]
    Exists { what: String, source: HubError },
    /// Any other reason, which speaks for itself.
    #[error("{source}")]
    Hub {
        #[from]
        source: HubError,
    },
}

impl CreateError {
    /// What was created, or why it was not. `what` is its kind and its name, such as `tag 'v1'`.
    pub fn explain<T>(what: &str, outcome: Result<T, HubError>) -> Result<T, Self> {
        outcome.map_err(|source| match source.is(RefusalKind::Conflict) {
            true => Self::Exists { what: what.to_owned(), source },
            false => source.into(),
        })
    }
}

impl ExistOkArg {
    /// Whether the flag was typed.
    pub fn is_given(&self) -> bool {
        self.exist_ok
    }

    /// Whether something was created: not if it exists and may. `what` is its kind and its name, such as `tag 'v1'`.
    pub fn created(&self, what: &str, outcome: Result<(), HubError>) -> Result<bool, CreateError> {
        match outcome {
            Err(source) if self.exist_ok && source.is(RefusalKind::Conflict) => Ok(false),
            outcome => CreateError::explain(what, outcome).map(|()| true),
        }
    }
}

impl MissingOkArg {
    /// Whether something was deleted: not if it is missing and may be. `missing` is how the Hub says that it is.
    pub fn deleted(&self, missing: RefusalKind, outcome: Result<(), HubError>) -> Result<bool, HubError> {
        match outcome {
            Ok(()) => Ok(true),
            Err(error) if self.missing_ok && error.is(missing) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
