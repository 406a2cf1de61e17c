//! Why a model gave no answer. The words for people, and what to try, are in `errors`.

use super::task::Task;
use crate::api::HubError;
use crate::http::HttpError;

/// Why a model gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum InferenceError {
    /// Whoever was asked refused, or failed.
    #[error("{by} did not answer")]
    Refused {
        /// Its name: a provider's, or the address of a server.
        by: String,
        /// The model that was asked for.
        model: String,
        /// What was asked for.
        task: Task,
        /// Whether it was asked with a key of its own.
        has_own_key: bool,
        /// Its refusal.
        source: Box<HubError>,
    },
    /// Another request failed: a look-up at the Hub, or one that no answer came to.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// No response came, or it ended too early.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// No model is named, and there is none that would be taken without a name.
    #[error("no model is given, and {why}")]
    NoModel {
        /// A clause.
        why: String,
    },
    /// The provider is not known here.
    #[error("provider '{0}' is not supported by this version of hf")]
    UnknownProvider(String),
    /// The provider does not do the task.
    #[error("{provider} does not support {task}")]
    NoTask {
        /// Its name.
        provider: String,
        /// What was asked for.
        task: Task,
        /// What it does, and all providers that do what was asked for.
        offered: Vec<&'static str>,
    },
    /// No provider serves the model, or the one that was named does not.
    #[error("model '{model}' is not served by {}", provider.as_deref().unwrap_or("any provider"))]
    NotServed {
        /// The model.
        model: String,
        /// The provider that was named.
        provider: Option<String>,
        /// Those that serve it.
        others: Vec<String>,
    },
    /// The model does something else.
    #[error("model '{model}' does not support {task}: it is served for {served}")]
    WrongTask {
        /// The model.
        model: String,
        /// What was asked for.
        task: Task,
        /// What it does.
        served: String,
    },
    /// The router takes only accounts of the Hub.
    #[error("an account is needed to use Inference Providers")]
    NoAccount,
    /// A key of one's own, where there is nobody to send it to.
    #[error("a key of your own needs a provider that takes it: {why}")]
    StrayKey {
        /// A clause.
        why: &'static str,
    },
    /// The provider takes no token of the Hub.
    #[error("{provider} takes no Hugging Face token")]
    NeedsOwnKey {
        /// Its name.
        provider: &'static str,
    },
    /// A job in a provider's queue failed.
    #[error("the job at {by} failed: {why}")]
    JobFailed {
        /// The provider.
        by: String,
        /// What it says.
        why: String,
    },
    /// A job in a provider's queue was not done after many looks.
    #[error("the job at {by} was still {state} after {looks} looks")]
    JobEndless {
        /// The provider.
        by: String,
        /// Its state.
        state: String,
        /// How often it was looked at.
        looks: u32,
    },
    /// The answer is not what it should be.
    #[error("{by} sent an unexpected answer: {what}")]
    Unexpected {
        /// The provider, or the address.
        by: String,
        /// What is wrong with it.
        what: String,
    },
    /// What should be content is a page.
    #[error("{url} sent a page and not the content")]
    Page {
        /// Where it should be.
        url: String,
    },
    /// A stream said that something went wrong.
    #[error("the model stopped: {0}")]
    Stopped(String),
    /// A stream ended without saying so.
    #[error("the answer was cut off: the stream ended without an end")]
    CutOff,
    /// The address is none.
    #[error("'{0}' is not a web address")]
    BadAddress(String),
}
