//! Why a model gave no answer, and what can be done: which provider refused, what it says, and who else may answer.

use super::Exit;
use super::explanation::Explanation;
use super::hub::{BILLING, cause, hub};
use super::network::http;
use super::token::{self, LOG_IN};
use crate::api::HubError;
use crate::api::error::Refusal;
use crate::api::inference::error::InferenceError;
use crate::api::inference::task::Task;
use crate::context::Used;

const SETTINGS: &str = "https://huggingface.co/settings/inference-providers";
const STATUS: &str = "see who serves it with `hf inference providers --model";

pub(super) fn explain(error: &InferenceError, used: Option<&Used>) -> Explanation {
    let own = Explanation::own_words;
    match error {
        InferenceError::Hub(error) => hub(error, used),
        InferenceError::Http(error) => http(error),
        InferenceError::Refused { by, model, task, has_own_key, source } => {
            let Some(refusal) = source.refusal() else { return hub(source, used) };
            refused(refusal, &Asked { by, model, task: *task, has_own_key: *has_own_key }, used)
        }
        InferenceError::NoModel { .. } => own(Exit::Usage).try_this("name one with --model"),
        InferenceError::UnknownProvider(_) => own(Exit::Usage).try_this("see them with `hf inference providers`"),
        InferenceError::NoTask { offered, .. } if offered.is_empty() => {
            own(Exit::Usage).try_this("send the request as it is with `hf inference post`")
        }
        InferenceError::NoTask { offered, .. } => own(Exit::Usage).try_this(format!("use {}", offered.join(", "))),
        InferenceError::NotServed { others, .. } if others.is_empty() => {
            own(Exit::NotFound).try_this("find one that is with `hf inference models`")
        }
        InferenceError::NotServed { others, .. } => {
            own(Exit::NotFound).try_this(format!("it is served by {}", others.join(", ")))
        }
        InferenceError::WrongTask { served, .. } => match Task::named(served) {
            Some(task) => own(Exit::Failure).try_this(format!("use `hf inference {}`", task.verb())),
            None => own(Exit::Failure).try_this("choose another model"),
        },
        InferenceError::NoAccount => own(Exit::Auth).try_this(LOG_IN),
        InferenceError::StrayKey { .. } => own(Exit::Usage),
        InferenceError::NeedsOwnKey { .. } => {
            own(Exit::Auth).try_this("name the variable that holds your key with --api-key-env")
        }
        InferenceError::JobFailed { .. } => own(Exit::Failure),
        InferenceError::JobEndless { .. } => own(Exit::Network).try_this("try again later, or another provider"),
        InferenceError::Unexpected { .. } | InferenceError::Page { .. } => {
            own(Exit::Network).try_this("try again later, or another provider")
        }
        InferenceError::Stopped(_) => own(Exit::Failure),
        InferenceError::CutOff => own(Exit::Network).try_this("what came is kept; ask again for the whole"),
        InferenceError::BadAddress(_) => own(Exit::Usage).try_this("begin it with http:// or https://"),
    }
}

/// Who was asked for what.
struct Asked<'a> {
    by: &'a str,
    model: &'a str,
    task: Task,
    has_own_key: bool,
}

fn refused(refusal: &Refusal, asked: &Asked<'_>, used: Option<&Used>) -> Explanation {
    let (by, model) = (asked.by, asked.model);
    let (what, hint, exit) = match refusal.status.as_u16() {
        401 if asked.has_own_key => (format!("{by} rejected your key"), key_hint(), Exit::Auth),
        401 => {
            let (what, hint) = token::unknown(used);
            (what, hint, Exit::Auth)
        }
        402 => (
            format!("no credits are left for {by}"),
            format!("add some at {BILLING}, or use a key of your own with --api-key-env"),
            Exit::Auth,
        ),
        403 if asked.has_own_key => (format!("{by} does not allow this with your key"), key_hint(), Exit::Auth),
        403 => (
            format!("{by} does not allow this"),
            format!("check that your token may make calls to Inference Providers, and {SETTINGS}"),
            Exit::Auth,
        ),
        404 | 410 => (format!("{by} does not know model '{model}'"), format!("{STATUS} {model}`"), Exit::NotFound),
        400 | 422 => (format!("{by} rejected the request"), rejected_hint(refusal, asked), Exit::Failure),
        429 => (
            format!("too many requests to {by}"),
            "wait a few minutes, then run the command again".to_owned(),
            Exit::RateLimited,
        ),
        413 => (format!("the input is too large for {by}"), "use a smaller one".to_owned(), Exit::Failure),
        504 if asked.task == Task::Conversational => (
            format!("{by} gave up before the answer was complete"),
            "add --stream, so that the connection is not silent".to_owned(),
            Exit::Network,
        ),
        _ if refusal.status.is_server_error() => {
            (format!("{by} failed"), "try again later, or another provider".to_owned(), Exit::Network)
        }
        _ => (format!("{by} rejected the request"), rejected_hint(refusal, asked), Exit::Failure),
    };
    let hints = Some(hint).filter(|hint| !hint.is_empty()).into_iter().collect();
    Explanation { what: Some(what), cause: Some(cause(refusal)), hints, exit, is_about_owner: false }
}

fn key_hint() -> String {
    "check the key in the variable of --api-key-env".to_owned()
}

/// The router says what it does not know in a message alone.
fn rejected_hint(refusal: &Refusal, asked: &Asked<'_>) -> String {
    let said = refusal.message.to_lowercase();
    let id = asked.model.split(':').next().unwrap_or_default();
    if said.contains("does not exist") || said.contains("not supported by") {
        return format!("{STATUS} {id}`, and enable providers at {SETTINGS}");
    }
    String::new()
}

/// The refusal at the bottom, for programs.
pub(super) fn refusal(error: &InferenceError) -> Option<&Refusal> {
    match error {
        InferenceError::Refused { source, .. } => HubError::refusal(source),
        InferenceError::Hub(error) => error.refusal(),
        _ => None,
    }
}
