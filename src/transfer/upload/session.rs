//! What all steps of one upload share.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::StatusCode;

use super::content::aside;
use super::error::may_be_done;
use super::known::Known;
use super::payload::{CommitLine, Payload};
use super::plan::{Addition, Plan};
use super::put::Sender;
use super::secrets::{Suspects, refuse_secrets};
use super::{Job, Ready, UploadError};
use crate::api::commits::{Destination, MadeCommit, header_line};
use crate::api::{Hub, HubError};
use crate::http::retry::Retry;
use crate::transfer::progress::{Event, Progress};

/// So often a commit is made that somebody else's overtakes every time.
const MOST_TRIES: u32 = 5;
/// The first wait before it is made again; the second is twice as long, and so on.
const OVERTAKEN_PAUSE: Duration = Duration::from_millis(200);

/// One upload under way.
pub(super) struct Session<'a> {
    pub hub: &'a Hub,
    pub job: &'a Job,
    pub progress: Arc<dyn Progress>,
    /// The .gitignore at the root, if it is being uploaded.
    pub gitignore: Option<String>,
    /// Files with secrets that may go nowhere unless the Hub, too, finds them ignored.
    pub suspects: Suspects,
    pub sender: Sender,
    pub known: Arc<Known>,
    pub ignored: AtomicUsize,
    pub unchanged: AtomicUsize,
}

/// A commit of content that is where it has to be.
pub(super) struct NewCommit<'a> {
    pub to: &'a Destination,
    /// The first line of its message.
    pub summary: &'a str,
    /// The commit that it must follow.
    pub parent: Option<&'a str>,
    /// In the order in which the Hub applies them.
    pub lines: Vec<CommitLine<'a>>,
}

/// Whether somebody else has committed while the Hub was making this commit.
fn is_overtaken(error: &HubError) -> bool {
    error.refusal().is_some_and(|refusal| refusal.status == StatusCode::PRECONDITION_FAILED)
}

/// Deletions come before files, as the Hub wants them where a file takes the place of a folder.
pub(super) fn upload_lines<'a>(deletions: &'a [String], files: &'a [Ready]) -> Vec<CommitLine<'a>> {
    let deletions = deletions.iter().map(|path| CommitLine::Deletion(path));
    deletions.chain(files.iter().map(CommitLine::File)).collect()
}

/// The .gitignore at the root, if it is to be uploaded.
pub(super) async fn gitignore_of(plan: &Plan) -> Result<Option<String>, UploadError> {
    let Some(addition) = plan.additions.iter().find(|addition| addition.path == ".gitignore") else { return Ok(None) };
    let source = addition.source.clone();
    Ok(Some(aside(move || source.text()).await?))
}

impl<'a> Session<'a> {
    /// Announces the plan and reads what has to be known from the beginning.
    ///
    /// # Errors
    /// [`UploadError::Secrets`], [`UploadError::Unreadable`]; the Hub has heard of no file.
    pub(super) async fn start(
        hub: &'a Hub,
        job: &'a Job,
        plan: &Plan,
        progress: Arc<dyn Progress>,
    ) -> Result<Self, UploadError> {
        let gitignore = gitignore_of(plan).await?;
        let known = Known::of(&job.options, plan).await;
        let suspects = refuse_secrets(plan, &known, &job.options.allowed_secrets, gitignore.as_deref()).await?;
        progress.on(Event::Planned { files: plan.additions.len(), bytes: plan.bytes() });
        let sender = Sender::new(hub.clone(), &job.options, Arc::clone(&progress));
        let (ignored, unchanged) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Ok(Self { hub, job, progress, gitignore, suspects, sender, known, ignored, unchanged })
    }

    /// Makes one commit. Unless it must follow a certain one, it is made again where somebody else's came in between.
    pub(super) async fn commit(&self, new: NewCommit<'_>, retry: Retry) -> Result<MadeCommit, UploadError> {
        let NewCommit { to, summary, parent, lines } = new;
        let commit = |source: HubError| UploadError::Commit { source };
        let header = header_line(summary, &self.job.description, parent).map_err(commit)?;
        let payload = Payload::new(header, &lines).map_err(commit)?;
        let mut tries = 1;
        let made = loop {
            match self.hub.commit(to, payload.body(&self.sender.pace, &self.known), retry.clone()).await {
                Ok(made) => break made,
                Err(error) if parent.is_none() && is_overtaken(&error) && tries < MOST_TRIES => {
                    tokio::time::sleep(OVERTAKEN_PAUSE * tries).await;
                    tries += 1;
                }
                Err(error) => {
                    payload.check()?;
                    return Err(self.refused(to, parent, error).await);
                }
            }
        };
        let files = lines.iter().filter_map(|line| if let CommitLine::File(file) = line { Some(*file) } else { None });
        let files: Vec<&Ready> = files.collect();
        for file in files.iter().filter(|file| file.sha256.is_none()) {
            let (file, bytes) = (file.addition.path.as_str(), file.addition.source.size);
            self.progress.on(Event::Started { file, bytes });
            self.progress.on(Event::Moved { file, bytes });
            self.progress.on(Event::Finished { file });
        }
        self.progress.on(Event::Committed { files: files.len() });
        Ok(made)
    }

    /// Makes one commit that is sent once, because a second time would open a second pull request.
    pub(super) async fn commit_once(&self, new: NewCommit<'_>) -> Result<MadeCommit, UploadError> {
        let to = new.to;
        match self.commit(new, Retry::never()).await {
            Err(UploadError::Commit { source }) if to.create_pr && may_be_done(&source) => {
                Err(UploadError::MaybeOpened { page: self.hub.discussions_url(&to.repo), source })
            }
            outcome => outcome,
        }
    }

    /// A refusal of a commit that had to follow another one names the commit that the branch points to now.
    async fn refused(&self, to: &Destination, parent: Option<&str>, source: HubError) -> UploadError {
        let has_moved = source.refusal().is_some_and(|refusal| matches!(refusal.status.as_u16(), 409 | 412));
        let Some(parent) = parent.filter(|_| has_moved) else { return UploadError::Commit { source } };
        match self.hub.commit_of(&to.repo, &to.revision).await {
            Ok(head) => UploadError::Moved { expected: parent.to_owned(), head, source },
            Err(_) => UploadError::Commit { source },
        }
    }

    /// Keeps what was learned of the files for the next upload.
    pub(super) async fn remember(&self) {
        let known = Arc::clone(&self.known);
        aside(move || known.save()).await;
    }

    /// Tells that nothing of a file has to be sent.
    pub(super) fn all_found(&self, addition: &Addition) {
        let (file, bytes) = (addition.path.as_str(), addition.source.size);
        self.progress.on(Event::Started { file, bytes });
        self.progress.on(Event::Found { file, bytes });
        self.progress.on(Event::Finished { file });
    }

    pub(super) fn skipped_as_ignored(&self, addition: &Addition) {
        self.ignored.fetch_add(1, Ordering::Relaxed);
        self.all_found(addition);
    }

    pub(super) fn skipped_as_unchanged(&self, addition: &Addition) {
        self.unchanged.fetch_add(1, Ordering::Relaxed);
        self.all_found(addition);
    }

    /// The page of the commit that the destination points at: what there is to show when nothing was committed.
    pub(super) async fn head_url(&self) -> Result<String, UploadError> {
        let Destination { repo, revision, .. } = &self.job.to;
        let info = self.hub.repo_info(repo, revision, None).await?;
        Ok(format!("{}/commit/{}", self.hub.repo_url(repo), info.sha.unwrap_or_default()))
    }
}
