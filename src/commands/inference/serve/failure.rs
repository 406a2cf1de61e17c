//! Why a request has no answer, as clients of OpenAI's API read it.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::api::HubError;
use crate::api::inference::error::InferenceError;
use crate::base::secret::Secret;

/// The kind of refusals that a limit of this server is the reason for.
pub(super) const LIMIT: &str = "limit_reached";

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// It makes no sense.
    #[error("{0}")]
    Request(String),
    /// Nobody who can be asked answered it.
    #[error(transparent)]
    Model(#[from] InferenceError),
    /// One was silent for too long.
    #[error("{by} was silent for {} s", after.as_secs())]
    Stalled { by: String, after: Duration },
    /// One loads the model first, and others can be asked meanwhile.
    #[error("{by} is loading the model")]
    Loading { by: String },
    /// Money is counted, and what this costs is not known.
    #[error("--max-cost is set, and the price of '{model}' at {by} is not known")]
    NoPrice { model: String, by: String },
    /// The answer has another form than it should have.
    #[error("the provider sent an unexpected answer")]
    Unexpected,
}

impl Failure {
    /// Whether another one may answer the same request.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Request(_) => false,
            Self::Stalled { .. } | Self::Loading { .. } | Self::NoPrice { .. } | Self::Unexpected => true,
            Self::Model(error) => match error {
                InferenceError::Http(_)
                | InferenceError::Hub(HubError::Http(_))
                | InferenceError::NoTask { .. }
                | InferenceError::NotServed { .. }
                | InferenceError::WrongTask { .. }
                | InferenceError::Unexpected { .. }
                | InferenceError::Stopped(_)
                | InferenceError::CutOff => true,
                _ => {
                    let status = self.status();
                    status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()
                }
            },
        }
    }

    /// The status for the client: that of the model's refusal, if there was one.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Request(_) => StatusCode::BAD_REQUEST,
            Self::Stalled { .. } => StatusCode::GATEWAY_TIMEOUT,
            Self::Loading { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoPrice { .. } => StatusCode::FORBIDDEN,
            Self::Unexpected => StatusCode::BAD_GATEWAY,
            Self::Model(error) => match error {
                InferenceError::NoModel { .. } | InferenceError::NoTask { .. } | InferenceError::WrongTask { .. } => {
                    StatusCode::BAD_REQUEST
                }
                InferenceError::NotServed { .. } => StatusCode::NOT_FOUND,
                InferenceError::NoAccount | InferenceError::NeedsOwnKey { .. } => StatusCode::UNAUTHORIZED,
                InferenceError::StrayKey { .. } => StatusCode::BAD_REQUEST,
                _ => self.refusal().map_or(StatusCode::BAD_GATEWAY, |(_, status)| status),
            },
        }
    }

    /// The model's own words and status.
    fn refusal(&self) -> Option<(&str, StatusCode)> {
        let Self::Model(error) = self else { return None };
        let refusal = match error {
            InferenceError::Refused { source, .. } => source.refusal(),
            InferenceError::Hub(error) => error.refusal(),
            _ => None,
        };
        refusal.map(|refusal| (refusal.message.as_str(), refusal.status))
    }

    /// The error object, without these secrets, which a server may have repeated.
    pub(super) fn object(&self, secrets: &[Secret]) -> Value {
        let said = match self.refusal() {
            Some((message, _)) if !message.is_empty() => message.to_owned(),
            _ => self.to_string(),
        };
        let said = secrets.iter().fold(said, |said, secret| said.replace(secret.expose(), "…"));
        let kind = if matches!(self, Self::NoPrice { .. }) { LIMIT } else { kind(self.status()) };
        error_object(&said, kind)
    }
}

/// An error in OpenAI's form.
pub(super) fn error_object(message: &str, kind: &str) -> Value {
    json!({"error": {"message": message, "type": kind, "param": null, "code": null}})
}

fn kind(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 | 403 => "authentication_error",
        404 => "not_found_error",
        429 => "rate_limit_error",
        400..500 => "invalid_request_error",
        _ => "server_error",
    }
}

#[cfg(test)]
mod tests {
    use super::{Failure, InferenceError, Secret};

    #[test]
    fn a_secret_that_a_server_repeats_is_not_passed_on() {
        let failure = Failure::Model(InferenceError::Stopped("Incorrect key sk-123456 provided".to_owned()));
        let object = failure.object(&[Secret::parse("sk-123456").unwrap()]);
        assert_eq!(object["error"]["message"], "the model stopped: Incorrect key … provided");
    }
}
