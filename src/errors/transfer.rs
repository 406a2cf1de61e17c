//! What can be done about an upload or a download that did not finish.

use super::Exit;
use super::explanation::Explanation;
use super::hub::{hub, list_files, refused};
use super::local::{cache, disk, no_room};
use super::token;
use crate::api::HubError;
use crate::api::error::RefusalKind;
use crate::base::fs::WalkError;
use crate::context::Used;
use crate::transfer::download::DownloadError;
use crate::transfer::upload::{FoundSecret, UploadError};
use crate::transfer::xet::XetError;

/// Places of secrets that are named one by one.
const MOST_SECRETS: usize = 100;

pub(super) fn download(error: &DownloadError, used: Option<&Used>) -> Explanation {
    let own_words = Explanation::own_words;
    match error {
        // What these wrap explains itself.
        DownloadError::Hub(error) => hub(error, used),
        DownloadError::Cache(error) => cache(error),
        DownloadError::Xet(error) => xet(error, used),
        DownloadError::Worker(_) => own_words(Exit::Failure),
        DownloadError::Local { source, .. } | DownloadError::Write { source, .. } => disk(source),
        DownloadError::NothingMatches { repo, .. } => own_words(Exit::NotFound).try_this(list_files(repo)),
        // Its own words say what is missing; the reason why nobody was asked says the rest.
        DownloadError::NotCached { source, .. } | DownloadError::Incomplete { source, .. } => {
            Explanation { what: None, ..hub(source, used) }
        }
        DownloadError::NeverListed { source, .. } => {
            let hint = "name the files you need, or download the repo once with access to the Hub";
            Explanation { what: None, ..hub(source, used).try_this(hint) }
        }
        DownloadError::NoRoom { needed, free, target } => no_room(*needed, *free, target),
        DownloadError::SameName { .. } | DownloadError::Name { .. } => {
            own_words(Exit::Disk).try_this("name the files you want, or skip one with --exclude")
        }
        DownloadError::NotInRepo { repo, .. } | DownloadError::NoSuchPath { repo, .. } => {
            own_words(Exit::NotFound).try_this(format!("{}, or use another --revision", list_files(repo)))
        }
        DownloadError::Changed { .. } => {
            own_words(Exit::Failure).try_this("run the command again when no other process is writing")
        }
        DownloadError::NotLinked { .. } => {
            own_words(Exit::Disk).try_this("use --link-mode auto, which picks what works here")
        }
        DownloadError::Damaged { .. } | DownloadError::WrongSize { .. } => {
            own_words(Exit::Integrity).try_this("run the command again; if this happens again, tell the repo's owner")
        }
    }
}

pub(super) fn upload(error: &UploadError, used: Option<&Used>) -> Explanation {
    let own = Explanation::own_words;
    match error {
        UploadError::Xet(error) => xet(error, used),
        UploadError::Missing { .. } => {
            own(Exit::NotFound).try_this("check the path: it is relative to the current folder")
        }
        UploadError::NoContent { .. } => own(Exit::Failure),
        UploadError::Unsaid { .. } => own(Exit::NotFound).try_this("name it: `hf upload REPO PATH`"),
        UploadError::Misuse { .. } => own(Exit::Usage),
        UploadError::Path { .. } => own(Exit::Failure).try_this("use another path, or skip the file with --exclude"),
        UploadError::NoMessage => own(Exit::Failure).try_this("omit --commit-message to get a default one"),
        UploadError::Walk(WalkError::NotUnicode { .. }) => own(Exit::Failure),
        UploadError::Walk(WalkError::Io { source, .. }) | UploadError::Unreadable { source, .. } => disk(source),
        UploadError::Changed { .. } => {
            own(Exit::Integrity).try_this("run the command again when no other process is writing to the file")
        }
        UploadError::Card { reasons } => Explanation {
            cause: Some(reasons.join("; ")),
            ..own(Exit::Failure).try_this("fix the block between the '---' lines of README.md")
        },
        UploadError::Secrets { found } => secrets(found),
        UploadError::Content { refused } => {
            let reasons: Vec<String> = refused.iter().map(|(path, why)| format!("{path}: {why}")).collect();
            Explanation { cause: Some(reasons.join("\n  ")), ..own(Exit::Failure) }
        }
        UploadError::Answer { .. } => own(Exit::Network).try_this("try again later"),
        UploadError::Commit { source } | UploadError::Hub(source) => not_committed(source, used),
        UploadError::TooMuch { source } => {
            hub(source, used).try_this("run the command again without --single-commit: smaller commits may succeed")
        }
        // How to resume is told with all that the run leaves behind: the same command would open another.
        UploadError::PullRequest { source, .. } => {
            Explanation { what: None, hints: Vec::new(), ..upload(source, used) }
        }
        UploadError::MayNotMake { .. } => own(Exit::Auth).try_this("use a token with write access"),
        UploadError::Twice { .. } => own(Exit::Usage),
        UploadError::Folder { .. } => own(Exit::Usage).try_this("upload folders with `hf upload`"),
        UploadError::NoSource { repo, .. } => {
            own(Exit::NotFound).try_this(format!("{}; end the name of a folder with a slash", list_files(repo)))
        }
        UploadError::NotShared { .. } => own(Exit::Failure).try_this("download the file and upload it"),
        UploadError::WrongSource { .. } => own(Exit::Integrity).try_this("run the command again"),
        UploadError::Moved { source, .. } => {
            let text = "look at the new commits with `hf repos history`, then name the newest as --parent-commit";
            Explanation { what: None, exit: Exit::Failure, ..hub(source, used).try_this(text) }
        }
        UploadError::Inline { .. } => own(Exit::Failure).try_this("add it with `hf repos commit --add`"),
        UploadError::Excluded => own(Exit::Failure).try_this("send the files apart to see which one it is"),
        UploadError::MaybeOpened { page, source } => {
            let hint = format!("check {page}: if it is there, use --revision refs/pr/NUMBER instead of --create-pr");
            Explanation { what: None, ..hub(source, used).try_this(hint) }
        }
        UploadError::File { source, .. } => {
            // Its own words name the file; a storage server's refusal has nothing to do with the user's token.
            let inner = Explanation { what: None, is_about_owner: false, ..hub(source, used) };
            inner.try_this("run the command again: completed files are kept")
        }
    }
}

/// Every place, so that they can be mended in one go; never what is there.
fn secrets(found: &[FoundSecret]) -> Explanation {
    let name = |FoundSecret { file, line, kind }: &FoundSecret| format!("{}:{line}: {kind}", file.display());
    let mut places: Vec<String> = found.iter().take(MOST_SECRETS).map(name).collect();
    if found.len() > MOST_SECRETS {
        places.push(format!("and {} more", found.len() - MOST_SECRETS));
    }
    let (what, cause) = (Some("the upload would publish secrets".to_owned()), Some(places.join("\n  ")));
    let hint = "remove them, skip the files with --exclude, or pass --allow-secret PATH if a file may be published";
    Explanation { what, cause, ..Explanation::own_words(Exit::Failure).try_this(hint) }
}

/// A refusal of the Hub, some of which mean something else for an upload.
fn not_committed(error: &HubError, used: Option<&Used>) -> Explanation {
    let plain = hub(error, used);
    let Some(refusal) = error.refusal() else { return plain };
    match (refusal.kind, refusal.status.as_u16()) {
        // The Hub hides from strangers what they may not write to, though they may read it.
        (RefusalKind::RepoNotFound, 401) if used.is_none() => {
            let (what, hint) = token::unknown(None);
            Explanation { what: Some(what), hints: vec![hint], exit: Exit::Auth, ..refused(refusal, None) }
        }
        (RefusalKind::Forbidden, _) if !refusal.url.ends_with("/repos/create") && used.is_some_and(Used::may_write) => {
            plain.try_this("use a token with write access, or propose the change with --create-pr")
        }
        (_, 412) => Explanation {
            what: Some("someone else committed in the meantime".to_owned()),
            ..plain.try_this("run the command again")
        },
        _ => plain,
    }
}

pub(super) fn xet(error: &XetError, used: Option<&Used>) -> Explanation {
    match error {
        XetError::Token { source } => hub(source, used),
        XetError::Content { source, .. } => disk(source),
        XetError::Stalled { .. } | XetError::Short | XetError::Engine(_) => Explanation::own_words(Exit::Network)
            .try_this("run the command again, or set HF_HUB_DISABLE_XET=1 to transfer without Xet"),
    }
}
