//! One error for every endpoint. What a reply means is decided here, from its headers first, then its status and URL;
//! callers never explain a 404 themselves. The words for people are in `errors`.

use reqwest::{Response, StatusCode};
use serde_json::Value;

use crate::http::reply::header;
use crate::http::{HttpError, body, shown_url};

/// What a refusing reply means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// There is no such repo, or the account may not see it.
    RepoNotFound,
    /// The repo has no such branch, tag or commit.
    RevisionNotFound,
    /// The revision has no such file.
    EntryNotFound,
    /// There is no such bucket, or the account may not see it.
    BucketNotFound,
    /// The repo's owner has to let the account in first.
    Gated,
    /// The Hub has closed the repo.
    Disabled,
    /// The token is not valid, or there is none and one is needed.
    Unauthorized,
    /// The token is valid and may not do this.
    Forbidden,
    /// 400: the request makes no sense to the Hub.
    BadRequest,
    /// 409: it is there already, or somebody else was faster.
    Conflict,
    /// 429: too many requests.
    RateLimited,
    /// Any other status that is no success.
    Other,
}

/// A reply that refused, kept whole enough to tell what happened.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// What the reply means.
    pub kind: RefusalKind,
    /// As the server sent it.
    pub status: StatusCode,
    /// Without query: it may be signed.
    pub url: String,
    /// The Hub's name for the request, by which its staff finds it.
    pub request_id: Option<String>,
    /// The commit that the revision names, when only the file is missing.
    pub repo_commit: Option<String>,
    /// What the server said, its parts joined by line ends; may be empty.
    pub message: String,
    /// The body as it was, for the few callers that find a value in it, such as the URL of a repo that exists.
    pub body: Value,
}

/// Why the Hub did not give what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The server answered, and not with a success.
    #[error("{} answered {}", .0.url, .0.status)]
    Refused(Box<Refusal>),
    /// No answer came, or it broke off.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The body is not the JSON that is expected.
    #[error("{url} answered with something else than expected")]
    Decode { url: String, source: serde_json::Error },
    /// What was to be sent has no form in JSON.
    #[error("cannot put the request into JSON")]
    Encode { source: serde_json::Error },
    /// A token is wanted and cannot be had. The cause speaks for itself.
    #[error("{source}")]
    NoToken { source: Box<dyn std::error::Error + Send + Sync> },
    /// The reply lacks what every Hub says, such as the commit of a file.
    #[error("{url} does not answer like a Hub: {missing} is missing")]
    NotAHub { url: String, missing: &'static str },
}

impl HubError {
    /// For a token that cannot be had.
    pub fn no_token(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::NoToken { source: Box::new(source) }
    }

    /// Reads a refusing reply to its end.
    pub(crate) async fn of_response(response: Response) -> Self {
        let status = response.status();
        let url = shown_url(response.url().as_str());
        let headers = response.headers().clone();
        let is_html = header(&headers, "content-type").is_some_and(|kind| kind.contains("text/html"));
        // A body that breaks off only costs us its message.
        let body = body::read(response).await.unwrap_or_default();
        let json: Value = serde_json::from_slice(&body).unwrap_or_default();
        let text = if is_html { String::new() } else { String::from_utf8_lossy(&body).into_owned() };
        let names = ["x-request-id", "x-amzn-trace-id", "x-amz-cf-id"];
        let said = header(&headers, "x-error-message");
        let message = messages(said.as_deref(), &json, &text);
        let request_id = names.into_iter().find_map(|name| header(&headers, name));
        let repo_commit = header(&headers, "x-repo-commit");
        let code = header(&headers, "x-error-code").unwrap_or_default();
        let kind = classify(&code, status.as_u16(), &url, &message);
        Self::Refused(Box::new(Refusal { kind, status, url, request_id, repo_commit, message, body: json }))
    }

    /// The reply behind the error, if there was one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Http(_) | Self::Decode { .. } | Self::Encode { .. } | Self::NoToken { .. } | Self::NotAHub { .. } => {
                None
            }
        }
    }

    /// Whether a reply refused for this reason.
    pub fn is(&self, kind: RefusalKind) -> bool {
        self.refusal().is_some_and(|refusal| refusal.kind == kind)
    }

    /// The network's or the server's fault for now: what the cache holds may do instead.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Refused(refusal) => {
                refusal.kind == RefusalKind::RateLimited
                    || refusal.status.is_server_error()
                    || refusal.status == StatusCode::REQUEST_TIMEOUT
            }
            Self::Http(_) | Self::Decode { .. } | Self::NotAHub { .. } => true,
            Self::Encode { .. } | Self::NoToken { .. } => false,
        }
    }
}

const DISABLED: &str = "Access to this resource is disabled.";
const BAD_CREDENTIALS: &str = "Invalid credentials in Authorization header";

fn classify(code: &str, status: u16, url: &str, message: &str) -> RefusalKind {
    match (code, status) {
        ("RevisionNotFound", _) => RefusalKind::RevisionNotFound,
        ("EntryNotFound", _) => RefusalKind::EntryNotFound,
        ("GatedRepo", _) => RefusalKind::Gated,
        _ if message.contains(DISABLED) => RefusalKind::Disabled,
        ("RepoNotFound", _) if url.contains("/api/buckets/") => RefusalKind::BucketNotFound,
        ("RepoNotFound", _) => RefusalKind::RepoNotFound,
        // The Hub hides private repos from strangers behind a 401.
        (_, 401) if is_about_repo(url) && !message.contains(BAD_CREDENTIALS) => RefusalKind::RepoNotFound,
        (_, 400) => RefusalKind::BadRequest,
        (_, 401) => RefusalKind::Unauthorized,
        (_, 403) => RefusalKind::Forbidden,
        (_, 409) => RefusalKind::Conflict,
        (_, 429) => RefusalKind::RateLimited,
        _ => RefusalKind::Other,
    }
}

/// Whether a URL of the Hub speaks of one repo.
pub(super) fn is_about_repo(url: &str) -> bool {
    let parts = ["/api/models/", "/api/datasets/", "/api/spaces/", "/api/kernels/", "/resolve/"];
    parts.iter().any(|part| url.contains(part))
}

/// The header's message, then the body's, each once.
fn messages(said: Option<&str>, json: &Value, text: &str) -> String {
    let mut all: Vec<String> = Vec::new();
    let mut add = |message: &str| {
        let message = message.trim();
        if !message.is_empty() && !all.iter().any(|known| known.contains(message)) {
            all.push(message.to_owned());
        }
    };
    add(said.unwrap_or_default());
    match &json["error"] {
        Value::String(error) => add(error),
        Value::Array(errors) => errors.iter().filter_map(Value::as_str).for_each(&mut add),
        _ => {}
    }
    add(json["error_description"].as_str().unwrap_or_default());
    json["errors"].as_array().into_iter().flatten().filter_map(|item| item["message"].as_str()).for_each(&mut add);
    if json.is_null() {
        add(text);
    }
    all.join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{RefusalKind, classify, messages};

    #[test]
    fn the_error_code_wins_over_the_status() {
        let revision = classify("RevisionNotFound", 404, "http://h/api/models/a/b/revision/x", "");
        assert_eq!(revision, RefusalKind::RevisionNotFound);
        assert_eq!(classify("GatedRepo", 403, "http://h/a/b/resolve/main/f", ""), RefusalKind::Gated);
    }

    #[test]
    fn a_stranger_is_told_that_a_private_repo_does_not_exist() {
        let url = "http://h/api/models/a/b";
        assert_eq!(classify("", 401, url, ""), RefusalKind::RepoNotFound);
        assert_eq!(classify("", 401, url, "Invalid credentials in Authorization header"), RefusalKind::Unauthorized);
        assert_eq!(classify("", 401, "http://h/api/whoami-v2", ""), RefusalKind::Unauthorized);
    }

    #[test]
    fn every_message_is_told_once() {
        let body = json!({"error": ["no such file", "try again"], "errors": [{"message": "try again"}]});
        assert_eq!(messages(Some("no such file"), &body, "raw"), "no such file\ntry again");
        assert_eq!(messages(None, &Value::Null, " plain text "), "plain text");
    }
}
