//! What happens on the way to an answer that a user may want to know.

use std::time::Duration;

/// Something that happens on the way to an answer.
#[derive(Debug, Clone, Copy)]
pub enum Notice<'a> {
    /// No model was named, and this one is recommended.
    Recommended {
        /// Its ID.
        model: &'a str,
    },
    /// No provider was named, and this is the first that does it.
    Chosen {
        /// Its name.
        provider: &'a str,
    },
    /// The provider tries the model out.
    Staging {
        /// The model's ID.
        model: &'a str,
        /// The provider's name.
        provider: &'a str,
    },
    /// The provider failed when the Hub last looked.
    Unwell {
        /// The model's ID.
        model: &'a str,
        /// The provider's name.
        provider: &'a str,
    },
    /// The model is being loaded.
    Loading {
        /// Its ID.
        model: &'a str,
        /// Until it is asked again.
        wait: Duration,
    },
    /// The work is in a provider's queue.
    Queued {
        /// The provider's name.
        provider: &'a str,
        /// The path of the job there.
        job: &'a str,
        /// How it is, in the provider's word.
        state: &'a str,
    },
}

/// Who hears of it.
pub type Tell<'a> = dyn Fn(Notice<'_>) + 'a;
