//! The token that requests to the Hub carry. Where it comes from is not known here.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::HubError;
use crate::base::secret::Secret;

/// Gives requests their token. It is asked before each of them, because a token may be renewed during a run.
pub trait Bearer: Send + Sync {
    /// The token to send now, or none.
    ///
    /// # Errors
    /// [`HubError::NoToken`] when there should be one and it cannot be had.
    fn token(&self) -> BoxFuture<'_, Result<Option<Secret>, HubError>>;

    /// Whether a repo may be read without the token that the Hub refuses.
    fn is_optional(&self) -> bool;

    /// The Hub refuses the token and lets a repo be read without it: there is no more use for it.
    fn give_up(&self);
}

/// A token that stays, or none.
impl Bearer for Option<Secret> {
    fn token(&self) -> BoxFuture<'_, Result<Option<Secret>, HubError>> {
        std::future::ready(Ok(self.clone())).boxed()
    }

    fn is_optional(&self) -> bool {
        false
    }

    fn give_up(&self) {}
}
