//! Why content did not come out of Xet storage, or did not get into it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::api::HubError;
use crate::api::error::RefusalKind;

/// Why the store did not give or take what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum XetError {
    /// The Hub gives none.
    #[error("cannot get a token for Xet: {source}")]
    Token { source: Arc<HubError> },
    /// Nothing moved for so long.
    #[error("Xet transferred no data for {} s", .after.as_secs())]
    Stalled { after: Duration },
    /// The content ended too early.
    #[error("the response from Xet ended too early")]
    Short,
    /// What the library says.
    #[error("Xet failed: {0}")]
    Engine(String),
    /// A file that is sent.
    #[error("cannot read '{file}'")]
    Content { file: String, source: io::Error },
}

impl XetError {
    /// Whether the server gives out no tokens at all: it is a mirror, or older than Xet.
    pub fn is_unknown(&self) -> bool {
        let Self::Token { source } = self else { return false };
        source.refusal().is_some_and(|refusal| refusal.status.as_u16() == 404)
    }

    /// Whether the Hub does not let this account in, so that no other way leads to the content either.
    pub fn is_refusal(&self) -> bool {
        let Self::Token { source } = self else { return false };
        let kinds = [RefusalKind::Unauthorized, RefusalKind::Forbidden, RefusalKind::Gated, RefusalKind::Disabled];
        kinds.into_iter().any(|kind| source.is(kind))
    }
}
