//! What each kind of error is called before people, what can be done about it, and which status it has.

use anyhow::{Chain, Error};
use percent_encoding::percent_decode_str;

use super::local::{archive, cache, disk, no_room};
use super::token::LOG_IN;
use super::{Exit, token};
use crate::api::HubError;
use crate::api::error::{Refusal, RefusalKind};
use crate::args::exists::CreateError;
use crate::args::misuse::Misuse;
use crate::args::place::PlaceError;
use crate::cache::CacheError;
use crate::context::Used;
use crate::http::HttpError;
use crate::ids::repo::{RepoArgumentError, RepoIdError};
use crate::ids::uri::UriError;
use crate::ids::volume::VolumeError;
use crate::output::{PromptError, is_unwritten};
use crate::transfer::archive::ArchiveError;
use crate::transfer::download::DownloadError;
use crate::transfer::upload::UploadError;
use crate::transfer::xet::XetError;

/// An error in three parts, and how the program ends.
#[derive(Debug)]
pub(super) struct Explanation {
    /// What did not work; `None` when the error's own words say it best.
    pub what: Option<String>,
    /// Why, beyond the error's own chain.
    pub cause: Option<String>,
    /// One thing to try.
    pub hint: Option<String>,
    pub exit: Exit,
    /// It would say more if it were known whose the token is.
    pub is_about_owner: bool,
}

impl Explanation {
    pub(super) fn own_words(exit: Exit) -> Self {
        Self { what: None, cause: None, hint: None, exit, is_about_owner: false }
    }

    pub(super) fn try_this(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Looks along the chain for the first error with a kind of its own.
/// `source` is the token of the requests.
pub(super) fn explain(error: &Error, source: Option<&Used>) -> Explanation {
    error.chain().find_map(|cause| known(cause, source)).unwrap_or_else(|| Explanation::own_words(Exit::Failure))
}

fn known(cause: &(dyn std::error::Error + 'static), source: Option<&Used>) -> Option<Explanation> {
    if let Some(error) = cause.downcast_ref::<std::io::Error>() {
        return is_unwritten(error).then(|| disk(error));
    }
    if let Some(error) = cause.downcast_ref::<HubError>() {
        return hub(error, source);
    }
    if let Some(error) = cause.downcast_ref::<HttpError>() {
        return Some(http(error));
    }
    if let Some(CreateError::Exists { source, .. }) = cause.downcast_ref::<CreateError>() {
        return Some(exists(source));
    }
    let is_id = cause.is::<RepoArgumentError>() || cause.is::<RepoIdError>();
    let is_place = cause.is::<UriError>() || cause.is::<VolumeError>() || cause.is::<PlaceError>();
    if cause.is::<Misuse>() || is_id || is_place {
        return Some(Explanation::own_words(Exit::Usage));
    }
    if let Some(error) = cause.downcast_ref::<DownloadError>() {
        return download(error, source);
    }
    if let Some(error) = cause.downcast_ref::<UploadError>() {
        return upload(error, source);
    }
    if let Some(error) = cause.downcast_ref::<CacheError>() {
        return cache(error);
    }
    if let Some(error) = cause.downcast_ref::<ArchiveError>() {
        return archive(error);
    }
    if let Some(error) = cause.downcast_ref::<PromptError>() {
        return prompt(error);
    }
    token::known(cause)
}

fn download(error: &DownloadError, source: Option<&Used>) -> Option<Explanation> {
    let own_words = Explanation::own_words;
    Some(match error {
        // What these wrap explains itself.
        DownloadError::Hub(error) => return hub(error, source),
        DownloadError::Cache(error) => return cache(error),
        DownloadError::Xet(error) => return xet(error, source),
        DownloadError::Worker(_) => return None,
        DownloadError::Local { source, .. } | DownloadError::Write { source, .. } => disk(source),
        DownloadError::NothingMatches { repo, .. } => own_words(Exit::NotFound).try_this(list_files(&repo.url_path())),
        // Its own words say what is lacking; the reason why nobody was asked says the rest.
        DownloadError::NotCached { source: error, .. } | DownloadError::Incomplete { source: error, .. } => {
            Explanation { what: None, ..hub(error, source).unwrap_or_else(|| own_words(Exit::Network)) }
        }
        DownloadError::NoRoom { needed, free, target } => no_room(*needed, *free, target),
        DownloadError::SameName { .. } | DownloadError::Name { .. } => {
            own_words(Exit::Disk).try_this("name the files you want, or leave one out with --exclude")
        }
        DownloadError::NotInRepo { repo, .. } | DownloadError::NoSuchPath { repo, .. } => {
            own_words(Exit::NotFound).try_this(format!("{}, or name another --revision", list_files(&repo.url_path())))
        }
        DownloadError::Changed { .. } => own_words(Exit::Failure).try_this("run the command again when nobody writes"),
        DownloadError::NotLinked { .. } => {
            own_words(Exit::Disk).try_this("leave the choice to --link-mode auto: it takes what works here")
        }
        DownloadError::Damaged { .. } | DownloadError::WrongSize { .. } => {
            own_words(Exit::Integrity).try_this("run the command again; if it stays, tell the repo's owner")
        }
    })
}

fn xet(error: &XetError, source: Option<&Used>) -> Option<Explanation> {
    match error {
        XetError::Token { source: error } => hub(error, source),
        XetError::Content { .. } => Some(Explanation::own_words(Exit::Disk)),
        XetError::Stalled { .. } | XetError::Short | XetError::Engine(_) => {
            let hint = "run the command again, or with HF_HUB_DISABLE_XET=1 to do without Xet";
            Some(Explanation::own_words(Exit::Network).try_this(hint))
        }
    }
}

fn prompt(error: &PromptError) -> Option<Explanation> {
    match error {
        PromptError::Aborted | PromptError::NeedsFlag { .. } => Some(Explanation::own_words(Exit::Failure)),
        PromptError::Interrupted => Some(Explanation::own_words(Exit::Interrupted)),
        PromptError::Io(error) => is_unwritten(error).then(|| disk(error)),
    }
}

fn hub(error: &HubError, source: Option<&Used>) -> Option<Explanation> {
    match error {
        HubError::Refused(refusal) => Some(refused(refusal, source)),
        HubError::Http(error) => Some(http(error)),
        HubError::Decode { .. } | HubError::NotAHub { .. } => Some(
            Explanation::own_words(Exit::Network)
                .try_this("check HF_ENDPOINT: is it the address of a Hub or of a mirror?"),
        ),
        // What lies below explains it.
        HubError::Encode { .. } | HubError::NoToken { .. } => None,
    }
}

pub(super) fn http(error: &HttpError) -> Explanation {
    match error {
        HttpError::Offline { .. } => {
            Explanation::own_words(Exit::Network).try_this("unset HF_HUB_OFFLINE to go online")
        }
        HttpError::Connect { .. } if error.is_untrusted() => Explanation::own_words(Exit::Network)
            .try_this("if your network has an authority of its own, name the file of its certificate in SSL_CERT_FILE"),
        HttpError::Connect { .. } => {
            Explanation::own_words(Exit::Network).try_this("check the network, the proxy variables and HF_ENDPOINT")
        }
        HttpError::Timeout { .. }
        | HttpError::Silent { .. }
        | HttpError::Unread { .. }
        | HttpError::Broken { .. }
        | HttpError::Short { .. }
        | HttpError::TooLong { .. }
        | HttpError::Redirects { .. } => {
            Explanation::own_words(Exit::Network).try_this("run the command again: what is complete is kept")
        }
        HttpError::BadUrl { .. } => Explanation::own_words(Exit::Failure).try_this("check HF_ENDPOINT"),
        HttpError::Content { source, .. } => disk(source),
    }
}

fn refused(refusal: &Refusal, source: Option<&Used>) -> Explanation {
    let place = Place::of_url(&refusal.url);
    let (what, hint, exit) = match refusal.kind {
        RefusalKind::RepoNotFound => (
            format!("{} not found", place.repo_named()),
            match source {
                Some(_) => "check the name and the --type; a private repo needs a token that may read it".to_owned(),
                None => format!("check the name and the --type; for a private repo {LOG_IN}"),
            },
            Exit::NotFound,
        ),
        RefusalKind::BucketNotFound => ("bucket not found".to_owned(), "check its name".to_owned(), Exit::NotFound),
        RefusalKind::RevisionNotFound => (
            format!("no such revision in {}", place.repo_named()),
            "check the branch, tag or commit on the repo's page".to_owned(),
            Exit::NotFound,
        ),
        RefusalKind::EntryNotFound => (
            format!("no such file in {}{}", place.repo_named(), place.file_named()),
            format!("{}; the name of a folder ends with a slash", list_files(&place.typed())),
            Exit::NotFound,
        ),
        RefusalKind::Gated => (
            format!("{} is gated: its owner has to let you in", place.repo_named()),
            match source {
                Some(_) => format!("ask for access at {}, then run the command again", place.page(&refusal.url)),
                None => format!("ask for access at {}, then {LOG_IN}", place.page(&refusal.url)),
            },
            Exit::Auth,
        ),
        RefusalKind::Disabled => {
            (format!("{} is disabled", place.repo_named()), "ask its owner".to_owned(), Exit::Auth)
        }
        RefusalKind::Unauthorized => {
            let (what, hint) = token::unknown(source);
            (what, hint, Exit::Auth)
        }
        RefusalKind::Forbidden => {
            let (what, hint) = token::forbidden(source);
            (what, hint, Exit::Auth)
        }
        RefusalKind::RateLimited => (
            "the Hub asks for fewer requests".to_owned(),
            "wait a few minutes; logged-in accounts may ask more often".to_owned(),
            Exit::RateLimited,
        ),
        RefusalKind::BadRequest | RefusalKind::Conflict | RefusalKind::Other => return other(refusal),
    };
    let is_about_owner = refusal.kind == RefusalKind::Forbidden && source.is_some();
    Explanation { what: Some(what), cause: Some(cause(refusal)), hint: Some(hint), exit, is_about_owner }
}

/// Its own words name the thing; the Hub's words may say more.
fn exists(error: &HubError) -> Explanation {
    let explanation = Explanation::own_words(Exit::Failure).try_this("add --exist-ok if that is fine");
    Explanation { cause: error.refusal().map(cause), ..explanation }
}

fn other(refusal: &Refusal) -> Explanation {
    let failed = refusal.status.is_server_error();
    Explanation {
        what: Some(if failed { "the Hub failed" } else { "the Hub refused the request" }.to_owned()),
        cause: Some(cause(refusal)),
        hint: match refusal.kind {
            RefusalKind::Conflict if refusal.url.ends_with("/repos/create") => {
                Some("add --exist-ok if it may be there already".to_owned())
            }
            _ => failed.then(|| "try again later".to_owned()),
        },
        exit: match refusal.status.as_u16() {
            404 | 410 => Exit::NotFound,
            408 | 500.. => Exit::Network,
            _ => Exit::Failure,
        },
        is_about_owner: false,
    }
}

fn upload(error: &UploadError, token: Option<&Used>) -> Option<Explanation> {
    let own = Explanation::own_words;
    Some(match error {
        UploadError::Xet(error) => return xet(error, token),
        UploadError::Missing { .. } => own(Exit::Failure).try_this("check the path: it is relative to this folder"),
        UploadError::Unsaid { .. } => own(Exit::Failure).try_this("name it: `hf upload REPO PATH`"),
        UploadError::Misuse { .. } => own(Exit::Usage),
        UploadError::Path { .. } => own(Exit::Failure).try_this("give another path, or leave the file out: --exclude"),
        UploadError::NoMessage => own(Exit::Failure).try_this("leave out --commit-message to have one made"),
        UploadError::Walk(_) => own(Exit::Failure),
        UploadError::Unreadable { .. } => own(Exit::Disk),
        UploadError::Changed { .. } => {
            own(Exit::Integrity).try_this("run the command again once nothing writes to the file")
        }
        UploadError::Card { reasons } => Explanation {
            cause: Some(reasons.join("; ")),
            ..own(Exit::Failure).try_this("correct what stands between the '---' lines of README.md")
        },
        UploadError::Content { refused } => {
            let reasons: Vec<String> = refused.iter().map(|(path, why)| format!("{path}: {why}")).collect();
            Explanation { cause: Some(reasons.join("\n  ")), ..own(Exit::Failure) }
        }
        UploadError::Answer { .. } => own(Exit::Network).try_this("try again later"),
        UploadError::Commit { source } | UploadError::Hub(source) => return not_committed(source, token),
        UploadError::TooMuch { source } => {
            hub(source, token)?.try_this("run it again without --single-commit: smaller commits may get through")
        }
        UploadError::PullRequest { num, source } => {
            let inner = Chain::new(source.as_ref()).find_map(|cause| known(cause, token));
            let inner = inner.unwrap_or_else(|| own(Exit::Failure));
            Explanation { what: None, hint: Some(go_on_with(*num)), ..inner }
        }
        UploadError::MayNotMake { .. } => own(Exit::Auth).try_this("use a token that may write there"),
        UploadError::MaybeOpened { page, source } => {
            let inner = hub(source, token).unwrap_or_else(|| own(Exit::Network));
            let hint = format!("look at {page}; if it is there, use --revision refs/pr/NUMBER in place of --create-pr");
            Explanation { what: None, ..inner }.try_this(hint)
        }
        UploadError::File { source, .. } => {
            // Its own words name the file; a storage server's refusal has nothing to do with the user's token.
            let inner = hub(source, token).unwrap_or_else(|| own(Exit::Failure));
            let inner = Explanation { what: None, is_about_owner: false, ..inner };
            inner.try_this("run the command again: what is complete is kept")
        }
    })
}

/// How an upload to a pull request is taken up again.
pub(super) fn go_on_with(pull_request: u64) -> String {
    format!("to go on with it, use --revision refs/pr/{pull_request} in place of --create-pr")
}

/// A refusal that means something else here than elsewhere.
fn not_committed(error: &HubError, token: Option<&Used>) -> Option<Explanation> {
    let refusal = error.refusal()?;
    match (refusal.kind, refusal.status.as_u16()) {
        // The Hub hides from strangers what they may not write to, though they may read it.
        (RefusalKind::RepoNotFound, 401) if token.is_none() => {
            let (what, hint) = token::unknown(None);
            Some(Explanation { what: Some(what), hint: Some(hint), exit: Exit::Auth, ..refused(refusal, None) })
        }
        (RefusalKind::Forbidden, _)
            if !refusal.url.ends_with("/repos/create") && token.is_some_and(Used::may_write) =>
        {
            Some(Explanation {
                hint: Some("use a token that may write there, or propose the change with --create-pr".to_owned()),
                ..refused(refusal, token)
            })
        }
        (_, 412) => Some(Explanation {
            what: Some("somebody else has committed in the meantime".to_owned()),
            hint: Some("run the command again".to_owned()),
            ..refused(refusal, token)
        }),
        _ => None,
    }
}

fn list_files(repo: &str) -> String {
    format!("list the files with `hf download {repo} --dry-run`")
}

/// What the server said, where, and the id that its owners can look it up by.
fn cause(refusal: &Refusal) -> String {
    let mut text = format!("{} for {}", refusal.status, refusal.url);
    if let Some(id) = &refusal.request_id {
        text += &format!(" (request ID {id})");
    }
    for line in refusal.message.lines().map(str::trim).filter(|line| !line.is_empty()) {
        text += &format!("\n  {line}");
    }
    text
}

/// The repo that a URL of the Hub speaks of.
struct Place {
    kind: &'static str,
    id: Option<String>,
    prefix: &'static str,
    /// The path in the repo, if the URL names one.
    file: Option<String>,
}

const KINDS: [(&str, &str); 4] =
    [("model", "models"), ("dataset", "datasets"), ("Space", "spaces"), ("kernel", "kernels")];

impl Place {
    fn of_url(url: &str) -> Self {
        let path = url.split_once("://").map_or(url, |(_, rest)| rest).split_once('/').map_or("", |(_, path)| path);
        let segments: Vec<&str> = path.split('/').collect();
        let (api, rest) = match segments.as_slice() {
            ["api", rest @ ..] => (true, rest),
            rest => (false, rest),
        };
        let named = rest.first().and_then(|first| KINDS.iter().find(|(_, plural)| plural == first));
        let (kind, plural, rest) = match named {
            Some((kind, plural)) => (*kind, *plural, &rest[1..]),
            None if api => return Self { kind: "repo", id: None, prefix: "", file: None },
            None => ("model", "models", rest),
        };
        let ends = ["resolve", "revision", "tree", "raw", "refs", "paths-info", "preupload", "commit", "branch", "tag"];
        let id: Vec<&str> = rest.iter().copied().take(2).take_while(|part| !ends.contains(part)).collect();
        let prefix = if plural == "models" { "" } else { plural };
        let file = match rest.get(id.len()..) {
            Some(["resolve", _, path @ ..]) => {
                Some(percent_decode_str(&path.join("/")).decode_utf8_lossy().into_owned())
            }
            _ => None,
        };
        Self { kind, id: (!id.is_empty()).then(|| id.join("/")), prefix, file }
    }

    /// What follows on "no such file in the repo".
    fn file_named(&self) -> String {
        self.file.as_ref().map_or_else(String::new, |file| format!(": '{file}'"))
    }

    fn repo_named(&self) -> String {
        match &self.id {
            Some(id) => format!("{} '{id}'", self.kind),
            None => self.kind.to_owned(),
        }
    }

    /// The repo as it can be typed: `datasets/ada/data`.
    fn typed(&self) -> String {
        let id = self.id.as_deref().unwrap_or("REPO");
        if self.prefix.is_empty() { id.to_owned() } else { format!("{}/{id}", self.prefix) }
    }

    /// The repo's page at the server that answered.
    fn page(&self, url: &str) -> String {
        let path = url.find("://").and_then(|at| Some(at + 3 + url[at + 3..].find('/')?)).unwrap_or(url.len());
        let parts = [&url[..path], self.prefix, self.id.as_deref().unwrap_or_default()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn a_url_names_its_repo() {
        let named = |url| Place::of_url(url).repo_named();
        assert_eq!(named("http://h:1/api/models/ada/tiny/revision/main"), "model 'ada/tiny'");
        assert_eq!(named("http://h/api/datasets/ada/d/tree/main"), "dataset 'ada/d'");
        assert_eq!(named("http://h/api/models/gpt2/revision/main"), "model 'gpt2'");
        assert_eq!(named("http://h/spaces/ada/s/resolve/main/x"), "Space 'ada/s'");
        assert_eq!(named("http://h/ada/tiny/resolve/main/x"), "model 'ada/tiny'");
        assert_eq!(named("http://h/api/whoami-v2"), "repo");
    }

    #[test]
    fn a_url_of_content_names_its_file() {
        let file = |url| Place::of_url(url).file;
        assert_eq!(file("http://h/datasets/a/d/resolve/refs%2Fpr%2F1/x/y%20z").as_deref(), Some("x/y z"));
        assert_eq!(file("http://h/gpt2/resolve/main/x").as_deref(), Some("x"));
        assert_eq!(file("http://h/api/models/gpt2/tree/main"), None);
    }

    #[test]
    fn a_repos_page_is_where_access_is_asked_for() {
        let page = |url| Place::of_url(url).page(url);
        assert_eq!(page("http://h:1/api/datasets/ada/d/tree/main"), "http://h:1/datasets/ada/d");
        assert_eq!(page("http://h/ada/tiny/resolve/main/x"), "http://h/ada/tiny");
    }
}
