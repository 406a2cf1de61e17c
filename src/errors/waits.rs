//! How a wait that failed is explained.

use super::Exit;
use super::explanation::Explanation;
use crate::commands::wait::{NoAnswerInTime, NotReady, NotReadyInTime, TimedOut};

/// Explains an error about waiting, if it is one.
pub(super) fn known(cause: &(dyn std::error::Error + 'static)) -> Option<Explanation> {
    if let Some(NotReady { hint, .. }) = cause.downcast_ref() {
        return Some(Explanation::own_words(Exit::Failure).try_this(hint));
    }
    let is_late = cause.is::<NotReadyInTime>() || cause.is::<TimedOut>() || cause.is::<NoAnswerInTime>();
    is_late.then(|| Explanation::own_words(Exit::Network))
}
