//! Uploads that are one commit, whatever their size: a file, what changed since the last look, a folder if that is
//! asked for.

use std::sync::Arc;

use super::plan::Plan;
use super::session::{NewCommit, Session, upload_lines};
use super::{Job, Outcome, UploadError};
use crate::api::Hub;
use crate::ids::revision::Revision;
use crate::transfer::progress::Progress;

/// Uploads the files and makes one commit of them, or none if nothing has changed. The commit is tried once: a reply
/// that is lost does not tell whether it was made.
///
/// # Errors
/// Any [`UploadError`]; what is in the store by then stays there, for the next try.
pub(super) async fn upload_in_one(
    hub: &Hub,
    job: &Job,
    plan: Plan,
    progress: Arc<dyn Progress>,
) -> Result<Outcome, UploadError> {
    if job.message.is_empty() {
        return Err(UploadError::NoMessage);
    }
    let session = Session::start(hub, job, &plan, progress).await?;
    let outcome = in_one(&session, plan).await;
    session.remember().await;
    outcome
}

async fn in_one(session: &Session<'_>, plan: Plan) -> Result<Outcome, UploadError> {
    let (job, Plan { additions, deletions, .. }) = (session.job, plan);
    let items = session.all_modes(additions).await?;
    let files = session.ready(items).await?;
    if files.is_empty() && deletions.is_empty() {
        return Outcome::unchanged(session).await;
    }
    let lines = upload_lines(&deletions, &files);
    let parent = job.options.parent.as_deref();
    let commit = NewCommit { to: &job.to, summary: &job.message, parent, lines };
    let made = session.commit_once(commit).await?;
    let mut outcome = Outcome::of(session, 1, made.commit_url);
    outcome.deleted = deletions.len();
    if let Some(url) = made.pull_request_url {
        outcome.revision = ref_of_page(&url).unwrap_or(outcome.revision);
        outcome.pull_request = Some(url);
    }
    Ok(outcome)
}

/// `refs/pr/3` of the page `https://.../discussions/3`.
fn ref_of_page(url: &str) -> Option<Revision> {
    format!("refs/pr/{}", num_of_page(url)?).parse().ok()
}

/// The number that the page of a pull request ends in.
pub(super) fn num_of_page(url: &str) -> Option<u64> {
    url.rsplit('/').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::ref_of_page;

    #[test]
    fn a_pull_requests_page_tells_its_ref() {
        assert_eq!(ref_of_page("http://h/a/b/discussions/12").unwrap().as_str(), "refs/pr/12");
        assert_eq!(ref_of_page("http://h/a/b"), None);
    }
}
