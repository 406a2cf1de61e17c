//! How a wait that failed is explained.

use super::Exit;
use super::explanation::Explanation;
use crate::commands::wait::{NotReady, NotReadyInTime, TimedOut};

/// Explains an error about waiting, if it is one.
pub(super) fn known(cause: &(dyn std::error::Error + 'static)) -> Option<Explanation> {
    if let Some(NotReady { hint, .. }) = cause.downcast_ref() {
        return Some(Explanation::own_words(Exit::Failure).try_this(hint));
    }
    (cause.is::<NotReadyInTime>() || cause.is::<TimedOut>()).then(|| Explanation::own_words(Exit::Network))
}
