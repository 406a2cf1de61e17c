//! The same done to several things, one after the other: one that fails does not stop the others.

use anyhow::{Error, Result};

use crate::api::HubError;
use crate::api::error::RefusalKind;

/// Some of several things failed; each error is reported for itself.
#[derive(Debug, thiserror::Error)]
#[error("{} of {all} failed", errors.len())]
pub struct SomeFailed {
    /// One for each that failed, in their order.
    pub errors: Vec<Error>,
    all: usize,
}

impl SomeFailed {
    /// `all` is the number of things, those that failed among them.
    pub(super) fn new(errors: Vec<Error>, all: usize) -> Self {
        Self { errors, all }
    }
}

/// Does it to each of them. What is wrong with the account, the network or the Hub would be wrong with the next, too, and
/// ends it at once.
///
/// # Errors
/// [`SomeFailed`] at the end; for a single thing its own error.
pub(super) async fn each<T>(things: &[T], mut act: impl AsyncFnMut(&T) -> Result<()>) -> Result<()> {
    let mut errors = Vec::new();
    for thing in things {
        match act(thing).await {
            Err(error) if things.len() > 1 && is_about_thing(&error) => errors.push(error),
            outcome => outcome?,
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(SomeFailed { errors, all: things.len() }.into()) }
}

fn is_about_thing(error: &Error) -> bool {
    let refusal = error.chain().find_map(|cause| cause.downcast_ref::<HubError>()?.refusal());
    refusal.is_some_and(|refusal| match refusal.kind {
        RefusalKind::Unauthorized | RefusalKind::RateLimited => false,
        RefusalKind::Other => refusal.status.is_client_error(),
        _ => true,
    })
}
