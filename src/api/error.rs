//! One error for every endpoint. The meaning of a reply is decided here, from its headers first, then its status and
//! what was asked for; callers never explain a 404 themselves. The words for people are in `errors`.

use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};
use serde_json::Value;

use super::subject::{Asked, ServiceKind, Subject};
use crate::http::reply::header;
use crate::http::{HttpError, body, shown_url};

/// The meaning of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// The repo or bucket does not exist, or the account may not see it.
    RepoNotFound,
    /// The repo has no such branch, tag or commit.
    RevisionNotFound,
    /// The revision has no such file.
    EntryNotFound,
    /// Whatever else the URL names does not exist, or the account may not see it.
    NotFound,
    /// The repo's owner has to grant access first.
    Gated,
    /// The Hub has disabled the repo.
    Disabled,
    /// The token is not valid, or one is needed and there is none.
    Unauthorized,
    /// The token is valid, but does not allow this.
    Forbidden,
    /// 400: something in the request is not valid.
    BadRequest,
    /// 409: it already exists, or someone else was faster.
    Conflict,
    /// 429: too many requests.
    RateLimited,
    /// The page of a proxy, a firewall or a captive portal, which did not let the request through.
    Blocked,
    /// Any other failure.
    Other,
}

/// A refusal, with all that is needed to explain it.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// Its meaning.
    pub kind: RefusalKind,
    /// The service that refused.
    pub service: ServiceKind,
    /// What the request was about.
    pub subject: Subject,
    /// The page of the repo that the request was about.
    pub page: Option<String>,
    /// The status of the reply.
    pub status: StatusCode,
    /// Where the reply came from, without the query: that may be signed.
    pub url: String,
    /// The server's id of the request, by which its operators find it.
    pub request_id: Option<String>,
    /// The commit that the revision points to, when only the file is missing.
    pub repo_commit: Option<String>,
    /// The server's words, one part a line; may be empty.
    pub message: String,
    /// The whole body, for the few callers that need a value from it, such as the URL of a repo that exists.
    pub body: Value,
}

/// Why a request to the Hub or another service failed.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The server refused.
    #[error("{} returned {}", .0.url, .0.status)]
    Refused(Box<Refusal>),
    /// No response came, or it ended too early.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The body is not the expected JSON.
    #[error("{url} sent an unexpected response")]
    Decode { url: String, source: serde_json::Error },
    /// A field of the body is missing, or of another type. `field` is its place in the body.
    #[error("{url} sent an unexpected value for '{field}'")]
    Field { url: String, field: String, source: serde_json::Error },
    /// A listing without end: the server means harm, or is broken.
    #[error("the listing from {url} does not end: {why}")]
    Endless { url: String, why: &'static str },
    /// The request cannot be written as JSON.
    #[error("cannot encode the request as JSON")]
    Encode { source: serde_json::Error },
    /// A token is needed, and cannot be read or renewed. The cause speaks for itself.
    #[error("{source}")]
    NoToken { source: Box<dyn std::error::Error + Send + Sync> },
    /// The reply lacks what every Hub sends, such as the commit of a file.
    #[error("{url} did not respond like a Hub: {missing} is missing")]
    NotAHub { url: String, missing: &'static str },
}

impl HubError {
    /// For a token that cannot be read or renewed.
    pub fn no_token(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::NoToken { source: Box::new(source) }
    }

    /// Reads a refusal to its end.
    pub(crate) async fn of_response(response: Response, asked: Asked) -> Self {
        let status = response.status();
        let asked = asked.answered_from(response.url());
        let url = shown_url(response.url().as_str());
        let headers = response.headers().clone();
        let is_html = header(&headers, "content-type").is_some_and(|kind| kind.contains("text/html"));
        // A body that ends too early only costs its message.
        let body = body::read(response).await.unwrap_or_default();
        let json: Value = serde_json::from_slice(&body).unwrap_or_default();
        let text = if is_html { String::new() } else { String::from_utf8_lossy(&body).into_owned() };
        let names = ["x-request-id", "x-amzn-trace-id", "x-amz-cf-id"];
        let said = header(&headers, "x-error-message");
        let message = messages(said.as_deref(), &json, &text);
        let request_id = names.into_iter().find_map(|name| header(&headers, name));
        let repo_commit = header(&headers, "x-repo-commit");
        let code = header(&headers, "x-error-code").unwrap_or_default();
        // Every server of the Hub and of its stores numbers its replies.
        let is_page = is_html && request_id.is_none() && code.is_empty() && said.is_none();
        let kind = match status.as_u16() {
            // It has no account to speak of, and says in a header that its quota is used up.
            403 | 429 if asked.service == ServiceKind::GitHub && is_used_up(&headers) => RefusalKind::RateLimited,
            401 | 403 if asked.service == ServiceKind::GitHub => RefusalKind::Other,
            403 | 407 | 451 | 511 if is_page => RefusalKind::Blocked,
            status => classify(&code, status, &asked, &message),
        };
        let Asked { service, subject, page, .. } = asked;
        let body = json;
        Self::Refused(Box::new(Refusal {
            kind,
            service,
            subject,
            page,
            status,
            url,
            request_id,
            repo_commit,
            message,
            body,
        }))
    }

    /// The refusal, if it is one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// Whether it is a refusal of this kind.
    pub fn is(&self, kind: RefusalKind) -> bool {
        self.refusal().is_some_and(|refusal| refusal.kind == kind)
    }

    /// Whether what was asked for does not exist, or is hidden from the account.
    pub fn is_missing(&self) -> bool {
        use RefusalKind::{EntryNotFound, NotFound, RepoNotFound, RevisionNotFound};
        [RepoNotFound, RevisionNotFound, EntryNotFound, NotFound].into_iter().any(|kind| self.is(kind))
    }

    /// Whether the network or the server is at fault for now, so that the cache may stand in.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Refused(refusal) => {
                matches!(refusal.kind, RefusalKind::RateLimited | RefusalKind::Blocked)
                    || refusal.status.is_server_error()
                    || refusal.status == StatusCode::REQUEST_TIMEOUT
            }
            Self::Http(_) | Self::Decode { .. } | Self::Field { .. } | Self::Endless { .. } | Self::NotAHub { .. } => {
                true
            }
            Self::Encode { .. } | Self::NoToken { .. } => false,
        }
    }
}

/// In characters: nobody reads a longer one.
const LONGEST_MESSAGE: usize = 4000;
const DISABLED: &str = "Access to this resource is disabled.";
const BAD_CREDENTIALS: &str = "Invalid credentials in Authorization header";

fn is_used_up(headers: &HeaderMap) -> bool {
    header(headers, "retry-after").is_some() || header(headers, "x-ratelimit-remaining").as_deref() == Some("0")
}

fn classify(code: &str, status: u16, asked: &Asked, message: &str) -> RefusalKind {
    match (code, status) {
        ("RevisionNotFound", _) => RefusalKind::RevisionNotFound,
        ("EntryNotFound", _) => RefusalKind::EntryNotFound,
        ("GatedRepo", _) => RefusalKind::Gated,
        _ if message.contains(DISABLED) => RefusalKind::Disabled,
        ("RepoNotFound" | "DatasetNotFoundError", _) => RefusalKind::RepoNotFound,
        (_, 401) if is_hidden(asked, message) => RefusalKind::RepoNotFound,
        (_, 400) => RefusalKind::BadRequest,
        (_, 401) => RefusalKind::Unauthorized,
        (_, 403) => RefusalKind::Forbidden,
        (_, 404 | 410) if is_missing(asked, code) => RefusalKind::NotFound,
        (_, 409) => RefusalKind::Conflict,
        (_, 429) => RefusalKind::RateLimited,
        _ => RefusalKind::Other,
    }
}

/// A storage server does not know the name; another code says what is wrong with a thing that exists, as that of the
/// dataset viewer does.
fn is_missing(asked: &Asked, code: &str) -> bool {
    asked.service != ServiceKind::Storage && asked.subject.is_named() && (code.is_empty() || code.ends_with("NotFound"))
}

/// The Hub hides private repos from strangers behind a 401. To change something one has to log in anyway.
fn is_hidden(asked: &Asked, message: &str) -> bool {
    asked.is_reading && asked.subject.may_be_public() && !message.contains(BAD_CREDENTIALS)
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
        Value::Array(errors) => errors.iter().filter_map(Value::as_str).for_each(&mut add),
        // Services that speak like OpenAI's put an object there.
        error => add(error.as_str().or_else(|| error["message"].as_str()).unwrap_or_default()),
    }
    add(json["error_description"].as_str().unwrap_or_default());
    json["errors"].as_array().into_iter().flatten().filter_map(|item| item["message"].as_str()).for_each(&mut add);
    match &json["detail"] {
        // What FastAPI says of a request with wrong fields.
        Value::Array(flaws) => flaws.iter().filter_map(|flaw| flaw["msg"].as_str()).for_each(&mut add),
        detail => add(detail.as_str().unwrap_or_default()),
    }
    add(json["message"].as_str().unwrap_or_default());
    if json.is_null() {
        add(text);
    }
    let mut message = all.join("\n");
    if let Some((end, _)) = message.char_indices().nth(LONGEST_MESSAGE) {
        message.truncate(end);
        message.push_str("...");
    }
    message
}

#[cfg(test)]
mod tests {
    use reqwest::Method;
    use serde_json::{Value, json};

    use super::{Asked, RefusalKind, ServiceKind, classify, messages};

    fn asked(method: &Method, path: &str) -> Asked {
        Asked::of(ServiceKind::Hub, "http://h", method, &format!("http://h{path}"))
    }

    #[test]
    fn the_error_code_wins_over_the_status() {
        let asked = |path| asked(&Method::GET, path);
        let revision = classify("RevisionNotFound", 404, &asked("/api/models/a/b/revision/x"), "");
        assert_eq!(revision, RefusalKind::RevisionNotFound);
        assert_eq!(classify("GatedRepo", 403, &asked("/a/b/resolve/main/f"), ""), RefusalKind::Gated);
        assert_eq!(classify("RepoNotFound", 404, &asked("/api/buckets/a/b"), ""), RefusalKind::RepoNotFound);
    }

    #[test]
    fn a_stranger_is_told_that_a_private_repo_does_not_exist() {
        let (reading, writing) =
            (asked(&Method::GET, "/api/models/a/b"), asked(&Method::POST, "/api/models/a/b/commit/x"));
        assert_eq!(classify("", 401, &reading, ""), RefusalKind::RepoNotFound);
        let said = "Invalid credentials in Authorization header";
        assert_eq!(classify("", 401, &reading, said), RefusalKind::Unauthorized);
        assert_eq!(classify("", 401, &writing, ""), RefusalKind::Unauthorized);
        assert_eq!(classify("", 401, &asked(&Method::GET, "/api/whoami-v2"), ""), RefusalKind::Unauthorized);
    }

    #[test]
    fn whatever_a_url_names_may_be_missing() {
        let kind = |code, status, path| classify(code, status, &asked(&Method::GET, path), "");
        for path in ["/api/jobs/ada/42", "/api/papers/1", "/api/collections/ada/x", "/api/settings/webhooks/9"] {
            assert_eq!(kind("", 404, path), RefusalKind::NotFound, "{path}");
            assert_eq!(kind("", 410, path), RefusalKind::NotFound, "{path}");
        }
        assert_eq!(kind("", 404, "/api/models"), RefusalKind::Other);
        assert_eq!(kind("ResponseNotReady", 404, "/api/papers/1"), RefusalKind::Other);
    }

    #[test]
    fn every_message_is_told_once() {
        let body = json!({"error": ["no such file", "try again"], "errors": [{"message": "try again"}]});
        assert_eq!(messages(Some("no such file"), &body, "raw"), "no such file\ntry again");
        assert_eq!(messages(None, &Value::Null, " plain text "), "plain text");
        assert_eq!(messages(None, &Value::Null, &"é".repeat(9000)), "é".repeat(4000) + "...");
    }

    #[test]
    fn the_message_is_found_wherever_a_service_puts_it() {
        for body in [
            json!({"error": "why"}),
            json!({"error": {"message": "why", "code": 7}}),
            json!({"error_description": "why"}),
            json!({"detail": "why"}),
            json!({"detail": [{"loc": ["body", "name"], "msg": "why", "type": "missing"}]}),
            json!({"message": "why"}),
        ] {
            assert_eq!(messages(None, &body, ""), "why", "{body}");
        }
    }
}
