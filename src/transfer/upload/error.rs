//! Why an upload did not happen, or stopped. The advice for people is in `errors`.

use std::io;
use std::path::PathBuf;

use super::secrets::found::FoundSecret;
use crate::api::HubError;
use crate::base::fs::WalkError;
use crate::http::HttpError;
use crate::ids::repo::RepoId;
use crate::transfer::xet::XetError;

/// All that can go wrong between a local file and a commit.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// Nothing is there under the name that was typed.
    #[error("'{path}' does not exist")]
    Missing { path: String },
    /// What was typed is there and has no content.
    #[error("'{path}' is {what}, and cannot be uploaded")]
    NoContent { path: String, what: &'static str },
    /// Nothing was typed, and the repo's name is no file or folder here.
    #[error("no file or folder named '{name}' here to upload")]
    Unsaid { name: String },
    /// Words that each mean something and not together.
    #[error("{what}")]
    Misuse { what: &'static str },
    /// A path that no repo takes.
    #[error("'{path}' is not a valid path in a repo: {why}")]
    Path { path: String, why: &'static str },
    /// It was given, and is empty.
    #[error("the commit message is empty")]
    NoMessage,
    /// The folder that is uploaded.
    #[error(transparent)]
    Walk(#[from] WalkError),
    /// A file that is uploaded.
    #[error("cannot read '{}'", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    /// The file is not what it was when the upload began: its hash would be wrong.
    #[error("'{}' changed while it was being uploaded", path.display())]
    Changed { path: PathBuf },
    /// Files hold what nobody should publish.
    #[error("{}", described(found))]
    Secrets { found: Vec<FoundSecret> },
    /// The Hub does not take the card; its reasons.
    #[error("the metadata in README.md is not valid")]
    Card { reasons: Vec<String> },
    /// The LFS store does not take some files: path and reason of each.
    #[error("the Hub rejected the content of {}", listed(refused))]
    Content { refused: Vec<(String, String)> },
    /// Sending one file's content failed.
    #[error("cannot upload '{path}'")]
    File { path: String, source: HubError },
    /// The Hub gives no token for the content.
    #[error(transparent)]
    Xet(#[from] XetError),
    /// An answer about one file that cannot be followed.
    #[error("unexpected response from the Hub for '{path}': {why}")]
    Answer { path: String, why: &'static str },
    /// The files are there, but no commit was made of them.
    #[error("cannot commit")]
    Commit { source: HubError },
    /// The files are there, but the Hub cannot cope with one commit of all of them.
    #[error("cannot upload the folder in a single commit")]
    TooMuch { source: HubError },
    /// A pull request was opened and is not complete.
    #[error("pull request {num} is incomplete")]
    PullRequest { num: u64, source: Box<Self> },
    /// The repo is not there, and this token's account cannot make it.
    #[error("repo '{repo}' does not exist and cannot be created: {why}")]
    MayNotMake { repo: String, why: String },
    /// Two changes of one commit.
    #[error("'{path}' is changed twice in one commit")]
    Twice { path: String },
    /// Only files can be added one by one.
    #[error("'{}' is a folder", path.display())]
    Folder { path: PathBuf },
    /// What is to be copied.
    #[error("no file '{path}' in {} '{repo}' to copy", repo.kind())]
    NoSource { path: String, repo: RepoId },
    /// The Hub cannot let another repo have that content.
    #[error("'{path}' of {} '{repo}' cannot be copied on the Hub", repo.kind())]
    NotShared { path: String, repo: RepoId },
    /// What came is not what the Hub had announced.
    #[error("the content of '{path}' does not match its hash")]
    WrongSource { path: String },
    /// The branch does not point to the commit that it should.
    #[error("the branch points to {head}, not to {expected}")]
    Moved { expected: String, head: String, source: HubError },
    /// Small files go into the commit itself.
    #[error("the Hub takes '{path}' only within a commit")]
    Inline { path: String },
    /// A .gitignore of the repo excludes a file.
    #[error("the repo's .gitignore excludes a file")]
    Excluded,
    /// The Hub was asked to open one and has not answered: there may be one now.
    #[error("the pull request may or may not have been opened")]
    MaybeOpened { page: String, source: HubError },
    /// Anything else that the Hub was asked.
    #[error("cannot upload")]
    Hub(#[from] HubError),
}

impl UploadError {
    /// Whether fewer files in one commit may help: the Hub timed out, broke down or found it too large. A refusal stays
    /// one.
    pub(super) fn is_too_much(&self) -> bool {
        matches!(self, Self::Commit { source } if is_overload(source))
    }

    /// The same of a folder that was to be one commit.
    pub(super) fn of_whole(self) -> Self {
        match self {
            Self::Commit { source } if is_overload(&source) => Self::TooMuch { source },
            other => other,
        }
    }
}

/// Without an answer nobody knows whether the Hub has done what it was asked.
pub(super) fn may_be_done(error: &HubError) -> bool {
    match error {
        HubError::Refused(refusal) => refusal.status.is_server_error(),
        HubError::Http(error) => !matches!(error, HttpError::Connect { .. } | HttpError::Offline { .. }),
        HubError::Decode { .. } | HubError::Field { .. } => true,
        _ => false,
    }
}

fn is_overload(error: &HubError) -> bool {
    match error.refusal() {
        Some(refusal) => refusal.status.is_server_error() || matches!(refusal.status.as_u16(), 408 | 413),
        None => error.is_outage(),
    }
}

fn described(found: &[FoundSecret]) -> String {
    let Some(FoundSecret { file, line, kind }) = found.first() else { return "secrets were found".to_owned() };
    let others = match found.len() {
        1 => String::new(),
        2 => " and 1 more secret".to_owned(),
        count => format!(" and {} more secrets", count - 1),
    };
    format!("'{}' holds a secret in line {line} ({kind}){others}", file.display())
}

fn listed(refused: &[(String, String)]) -> String {
    match refused {
        [(path, _)] => format!("'{path}'"),
        _ => format!("{} files", refused.len()),
    }
}
