//! What it means that the Hub, or another service, refused: which thing is missing, who may not see it, what to try.

use super::explanation::Explanation;
use super::network::http;
use super::token::LOG_IN;
use super::{Exit, token};
use crate::api::HubError;
use crate::api::error::{Refusal, RefusalKind};
use crate::api::subject::{ServiceKind, Subject};
use crate::context::Used;
use crate::ids::repo::{RepoId, RepoKind};

/// Where credits and plans are bought.
pub(super) const BILLING: &str = "https://huggingface.co/settings/billing";
const PAYMENT_REQUIRED: u16 = 402;
const WAIT: &str = "wait a few minutes, then run the command again";

pub(super) fn hub(error: &HubError, used: Option<&Used>) -> Explanation {
    match error {
        HubError::Refused(refusal) => refused(refusal, used),
        HubError::Http(error) => http(error),
        HubError::Decode { .. } | HubError::Endless { .. } | HubError::NotAHub { .. } => {
            Explanation::own_words(Exit::Network).try_this("check that HF_ENDPOINT is the address of a Hub or a mirror")
        }
        HubError::Field { .. } => Explanation::own_words(Exit::Failure)
            .try_this("check that HF_ENDPOINT is the address of a Hub; a newer version of hf may understand it"),
        HubError::Encode { .. } => Explanation::own_words(Exit::Failure),
        HubError::NoToken { source } => {
            token::known(source.as_ref()).unwrap_or_else(|| Explanation::own_words(Exit::Auth))
        }
    }
}

pub(super) fn refused(refusal: &Refusal, used: Option<&Used>) -> Explanation {
    let subject = &refusal.subject;
    let (what, hint, exit) = match refusal.kind {
        RefusalKind::RepoNotFound => {
            let holder = holder(subject);
            (format!("{} not found", named(&holder)), check_the_name(&holder, used), Exit::NotFound)
        }
        RefusalKind::NotFound => (not_found(subject), check_the_name(subject, used), Exit::NotFound),
        RefusalKind::RevisionNotFound => revision_not_found(refusal),
        RefusalKind::EntryNotFound => entry_not_found(subject),
        RefusalKind::Gated => (
            format!("{} is gated: you need its owner's permission", named(&holder(subject))),
            match used {
                Some(_) => ask_for_access(refusal),
                None => format!("request access at {}, then {LOG_IN}", page(refusal)),
            },
            Exit::Auth,
        ),
        RefusalKind::Disabled => {
            (format!("{} is disabled", named(&holder(subject))), "contact its owner".to_owned(), Exit::Auth)
        }
        RefusalKind::Unauthorized => {
            let (what, hint) = token::unknown(used);
            (what, hint, Exit::Auth)
        }
        RefusalKind::Forbidden => {
            let (what, hint) = token::forbidden(used);
            (what, hint, Exit::Auth)
        }
        RefusalKind::RateLimited => (
            format!("too many requests to {}", service(refusal.service)),
            match used {
                // Its quota is that of the network's address.
                None if refusal.service == ServiceKind::GitHub => WAIT.to_owned(),
                Some(_) => WAIT.to_owned(),
                None => format!("wait a few minutes, or {LOG_IN} for a higher limit"),
            },
            Exit::RateLimited,
        ),
        RefusalKind::Blocked => (
            format!("a proxy or firewall did not let the request to {} through", service(refusal.service)),
            "check the proxy variables, or ask whoever runs your network".to_owned(),
            Exit::Network,
        ),
        RefusalKind::BadRequest | RefusalKind::Conflict | RefusalKind::Other => return other(refusal),
    };
    let is_about_owner = refusal.kind == RefusalKind::Forbidden && used.is_some();
    Explanation { what: Some(what), cause: Some(cause(refusal)), hints: vec![hint], exit, is_about_owner }
}

/// Its own words name the thing; the server's may say more.
pub(super) fn exists(error: &HubError) -> Explanation {
    let explanation = Explanation::own_words(Exit::Failure).try_this("add --exist-ok if it may already exist");
    Explanation { cause: error.refusal().map(cause), ..explanation }
}

fn other(refusal: &Refusal) -> Explanation {
    let failed = refusal.status.is_server_error();
    let service = service(refusal.service);
    let what = if failed { format!("{service} failed") } else { format!("{service} rejected the request") };
    Explanation {
        what: Some(match &refusal.subject {
            Subject::File { .. } | Subject::BucketFile { .. } => format!("{what} for {}", named(&refusal.subject)),
            _ => what,
        }),
        cause: Some(cause(refusal)),
        hints: match refusal.kind {
            RefusalKind::Conflict if refusal.url.ends_with("/repos/create") => {
                vec!["add --exist-ok if it may already exist".to_owned()]
            }
            RefusalKind::BadRequest
                if refusal.service == ServiceKind::Endpoints && refusal.message.contains("ompute") =>
            {
                vec!["see what there is with `hf endpoints hardware`".to_owned()]
            }
            _ if refusal.status.as_u16() == PAYMENT_REQUIRED => {
                vec![format!("check your plan and your credits at {BILLING}")]
            }
            _ if failed => vec!["try again later".to_owned()],
            _ if refusal.service == ServiceKind::DatasetsServer => match refusal.subject.repo() {
                Some(dataset) => {
                    vec![format!("list its subsets and splits with `hf datasets splits {}`", dataset.id())]
                }
                None => Vec::new(),
            },
            _ => Vec::new(),
        },
        exit: match refusal.status.as_u16() {
            PAYMENT_REQUIRED => Exit::Auth,
            404 | 410 => Exit::NotFound,
            408 | 500.. => Exit::Network,
            _ => Exit::Failure,
        },
        is_about_owner: false,
    }
}

/// What the server said, where, and the id by which its operators can look it up.
pub(super) fn cause(refusal: &Refusal) -> String {
    let mut text = format!("{} for {}", refusal.status, refusal.url);
    if let Some(id) = &refusal.request_id {
        text += &format!(" (request ID {id})");
    }
    if refusal.kind == RefusalKind::Blocked {
        text += ", from a proxy or firewall";
    }
    for line in refusal.message.lines().map(str::trim).filter(|line| !line.is_empty()) {
        text += &format!("\n  {line}");
    }
    text
}

/// The server says that the revision is missing, whatever was wanted of it.
fn revision_not_found(refusal: &Refusal) -> (String, String, Exit) {
    let what = match &refusal.subject {
        Subject::Revision { repo, revision } | Subject::File { repo, revision, .. } => {
            format!("revision '{revision}' not found in {}", repo_named(repo))
        }
        subject => format!("revision not found in {}", named(&holder(subject))),
    };
    (what, format!("check its branches, tags and commits at {}", page(refusal)), Exit::NotFound)
}

/// The server says that the file is missing.
fn entry_not_found(subject: &Subject) -> (String, String, Exit) {
    let what = match subject {
        Subject::File { .. } | Subject::BucketFile { .. } => not_found(subject),
        subject => format!("file not found in {}", named(&holder(subject))),
    };
    let hint = match subject.repo() {
        Some(repo) => format!("{}; end the name of a folder with a slash", list_files(repo)),
        None => "check the path".to_owned(),
    };
    (what, hint, Exit::NotFound)
}

fn not_found(subject: &Subject) -> String {
    match subject {
        // The server does not say which of the two is missing.
        Subject::Revision { repo, revision } => format!("{} or its revision '{revision}' not found", repo_named(repo)),
        Subject::File { repo, path, .. } => format!("file '{path}' not found in {}", repo_named(repo)),
        Subject::BucketFile { bucket, path } => format!("file '{path}' not found in bucket '{bucket}'"),
        Subject::Discussion { repo, num } => format!("discussion {num} not found in {}", repo_named(repo)),
        Subject::Part { what, of } => format!("{what} not found in {}", named(of)),
        subject => format!("{} not found", named(subject)),
    }
}

fn ask_for_access(refusal: &Refusal) -> String {
    let page = page(refusal);
    match refusal.subject.repo() {
        Some(repo) => format!("request access with `hf repos access ask {}`, or at {page}", repo.url_path()),
        None => format!("request access at {page}, then run the command again"),
    }
}

fn check_the_name(subject: &Subject, used: Option<&Used>) -> String {
    let what = match subject {
        Subject::Repo(_) | Subject::Revision { .. } | Subject::File { .. } => "check the name and the repo type",
        Subject::Job(_) | Subject::ScheduledJob(_) | Subject::Sandbox(_) | Subject::Webhook(_) => "check the ID",
        Subject::Discussion { .. } => "check the number",
        _ => "check the name",
    };
    match (subject.may_be_public(), used) {
        (false, _) => what.to_owned(),
        (true, Some(_)) => format!("{what}; if it is private, use a token with access to it"),
        (true, None) => format!("{what}; if it is private, {LOG_IN}"),
    }
}

pub(super) fn list_files(repo: &RepoId) -> String {
    format!("list the files with `hf download {} --dry-run`", repo.url_path())
}

fn page(refusal: &Refusal) -> &str {
    refusal.page.as_deref().unwrap_or("its page")
}

fn service(kind: ServiceKind) -> &'static str {
    match kind {
        ServiceKind::Hub => "the Hub",
        ServiceKind::Endpoints => "Inference Endpoints",
        ServiceKind::Catalog => "the model catalog",
        ServiceKind::DatasetsServer => "the dataset viewer",
        ServiceKind::Router => "the inference router",
        ServiceKind::Inference => "the inference API",
        ServiceKind::Sandbox => "the sandbox",
        ServiceKind::Space => "the Space",
        ServiceKind::GitHub => "GitHub",
        ServiceKind::Storage => "the storage server",
    }
}

/// The repo or bucket that a subject is or is in; itself if there is none.
fn holder(subject: &Subject) -> Subject {
    match subject {
        Subject::BucketFile { bucket, .. } => Subject::Bucket(bucket.clone()),
        subject => subject.repo().cloned().map_or_else(|| subject.clone(), Subject::Repo),
    }
}

/// What a thing is called, wherever it is.
fn named(subject: &Subject) -> String {
    match subject {
        Subject::Repo(repo) => repo_named(repo),
        Subject::Revision { revision, .. } => format!("revision '{revision}'"),
        Subject::File { path, .. } | Subject::BucketFile { path, .. } => format!("file '{path}'"),
        Subject::Discussion { num, .. } => format!("discussion {num}"),
        Subject::Bucket(id) => format!("bucket '{id}'"),
        Subject::Collection(slug) => format!("collection '{slug}'"),
        Subject::Paper(id) => format!("paper '{id}'"),
        Subject::Job(id) => format!("job '{id}'"),
        Subject::ScheduledJob(id) => format!("scheduled job '{id}'"),
        Subject::Webhook(id) => format!("webhook '{id}'"),
        Subject::Endpoint(id) => format!("endpoint '{id}'"),
        Subject::Recipe(id) => format!("recipe '{id}'"),
        Subject::Sandbox(id) => format!("sandbox '{id}'"),
        Subject::User(name) => format!("user '{name}'"),
        Subject::Organization(name) => format!("organization '{name}'"),
        Subject::Namespace(name) => format!("user or organization '{name}'"),
        Subject::GitHubRepo(id) => format!("GitHub repository '{id}'"),
        Subject::Part { what, .. } => (*what).to_owned(),
        Subject::Listing | Subject::Other => "repo".to_owned(),
    }
}

fn repo_named(repo: &RepoId) -> String {
    let kind = match repo.kind() {
        RepoKind::Model => "model",
        RepoKind::Dataset => "dataset",
        RepoKind::Space => "Space",
        RepoKind::Kernel => "kernel",
    };
    format!("{kind} '{}'", repo.id())
}

#[cfg(test)]
mod tests;
