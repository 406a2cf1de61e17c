//! Uploads of folders, in several commits if they are large. While one part is being committed, the next is sent; what
//! is committed stays, so that an upload that was cut off goes on where it was.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use reqwest::StatusCode;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::try_join;

use super::commit_size::{CommitSize, Fill};
use super::error::may_be_done;
use super::modes::Item;
use super::plan::{Addition, Plan};
use super::repo::files_of;
use super::session::{NewCommit, Session, upload_lines};
use super::single::num_of_page;
use super::{Job, Outcome, Ready, UploadError};
use crate::api::commits::Destination;
use crate::api::discussions::NewDiscussion;
use crate::api::preupload::UploadMode;
use crate::api::{Hub, HubError};
use crate::http::retry::Retry;
use crate::ids::revision::Revision;
use crate::transfer::progress::{Event, Progress};

const PULL_REQUEST_TEXT: &str = "Opened by `hf upload`, which adds the commits.";

/// Uploads the files in as many commits as needed. With [`Destination::create_pr`], one commit alone opens its pull
/// request itself; before the first of several, a draft is opened. Nothing is opened if nothing has changed.
///
/// # Errors
/// Any [`UploadError`]; what is committed by then stays.
pub(super) async fn upload_folder(
    hub: &Hub,
    job: &Job,
    plan: Plan,
    progress: Arc<dyn Progress>,
) -> Result<Outcome, UploadError> {
    let session = Session::start(hub, job, &plan, progress).await?;
    let Plan { additions, deletions, .. } = plan;
    // Without Xet the Python client makes one commit of any folder.
    let commit_size = if job.xet.is_some() { CommitSize::in_parts() } else { CommitSize::whole() };
    let folder = Folder { session, deletions, commit_size: Mutex::new(commit_size) };
    let mut made = Made::new(job);
    let (hand_over, batches) = mpsc::channel(1);
    let outcome = try_join!(folder.prepare(additions, hand_over), folder.commit_all(batches, &mut made));
    folder.session.remember().await;
    match (outcome, made.pull_request) {
        (Ok(_), num) => {
            let Some(url) = made.url else { return Outcome::unchanged(&folder.session).await };
            let mut outcome = Outcome::of(&folder.session, made.commits, url);
            outcome.revision = made.to.revision;
            outcome.deleted = folder.deletions.len();
            outcome.pull_request = num.map(|num| hub.discussion_url(&job.to.repo, num));
            Ok(outcome)
        }
        (Err(source), Some(num)) => Err(UploadError::PullRequest { num, source: Box::new(source) }),
        (Err(error), None) => Err(error),
    }
}

struct Folder<'a> {
    session: Session<'a>,
    deletions: Vec<String>,
    commit_size: Mutex<CommitSize>,
}

/// What was committed so far, and where the next commit goes.
struct Made {
    to: Destination,
    commits: usize,
    url: Option<String>,
    pull_request: Option<u64>,
}

impl Made {
    fn new(job: &Job) -> Self {
        Self { to: job.to.clone(), commits: 0, url: None, pull_request: None }
    }
}

/// Files that become one commit.
struct Batch {
    items: Vec<Item>,
    regular_bytes: u64,
    since: Instant,
}

impl Batch {
    fn new() -> Self {
        Self { items: Vec::new(), regular_bytes: 0, since: Instant::now() }
    }

    fn add(&mut self, item: Item) {
        if item.mode == UploadMode::Regular {
            self.regular_bytes += item.addition.source.size;
        }
        self.items.push(item);
    }

    fn fill(&self) -> Fill {
        Fill { files: self.items.len(), regular_bytes: self.regular_bytes, age: self.since.elapsed() }
    }
}

impl Folder<'_> {
    /// Brings the files where commits can name them, batch by batch.
    async fn prepare(&self, additions: Vec<Addition>, hand_over: Sender<Vec<Ready>>) -> Result<(), UploadError> {
        let mut additions = additions.into_iter().peekable();
        let mut batch = Batch::new();
        while additions.peek().is_some() {
            for item in self.session.modes(&mut additions).await? {
                batch.add(item);
                if self.commit_size().is_full(batch.fill()) {
                    let full = std::mem::replace(&mut batch, Batch::new());
                    self.hand_over(full, &hand_over).await?;
                }
            }
        }
        self.hand_over(batch, &hand_over).await
    }

    async fn hand_over(&self, batch: Batch, hand_over: &Sender<Vec<Ready>>) -> Result<(), UploadError> {
        let files = self.session.ready(batch.items).await?;
        // Nobody takes them only after the committing side has failed, which ends this side too.
        let _taken = hand_over.send(files).await;
        Ok(())
    }

    async fn commit_all(&self, mut batches: Receiver<Vec<Ready>>, made: &mut Made) -> Result<(), UploadError> {
        let opens_pull_request = self.session.job.to.create_pr;
        let mut next = next_batch(&mut batches).await;
        if opens_pull_request && (next.is_some() || !self.deletions.is_empty()) {
            let first = next.unwrap_or_default();
            next = next_batch(&mut batches).await;
            if next.is_none() && self.commit_alone(&first, made).await? {
                return Ok(());
            }
            self.commit_or_split(first, made).await?;
        }
        while let Some(files) = next {
            self.commit_or_split(files, made).await?;
            next = next_batch(&mut batches).await;
        }
        if made.commits == 0 && !self.deletions.is_empty() {
            self.commit(&[], made).await?;
        }
        Ok(())
    }

    /// The only commit, which opens its pull request as well. It is sent once: twice would open two. Returns false if it
    /// is too large for the Hub, which has opened nothing then.
    async fn commit_alone(&self, files: &[Ready], made: &mut Made) -> Result<bool, UploadError> {
        let Job { to, message, .. } = self.session.job;
        let lines = upload_lines(&self.deletions, files);
        let parent = self.session.job.options.parent.as_deref();
        let commit = match self.session.commit_once(NewCommit { to, summary: message, parent, lines }).await {
            Err(UploadError::Commit { source }) if is_too_large(&source) && files.len() > 1 => return Ok(false),
            outcome => outcome?,
        };
        made.commits = 1;
        made.url = Some(commit.commit_url);
        if let Some(num) = commit.pull_request_url.as_deref().and_then(num_of_page) {
            made.pull_request = Some(num);
            made.to.revision = pull_request_ref(num).unwrap_or_else(|| to.revision.clone());
        }
        Ok(true)
    }

    /// Commits files, in smaller and smaller commits as long as the Hub cannot cope.
    async fn commit_or_split(&self, files: Vec<Ready>, made: &mut Made) -> Result<(), UploadError> {
        let mut waiting = VecDeque::from([files]);
        while let Some(files) = waiting.pop_front() {
            let Err(error) = self.commit(&files, made).await else { continue };
            let smaller = if error.is_too_much() { self.commit_size().failed(files.len()) } else { None };
            let Some(smaller) = smaller else { return Err(error) };
            let message = format!("a commit of {} files failed; trying {smaller} at a time", files.len());
            self.session.progress.on(Event::Note { message: &message });
            for part in files.chunks(smaller).rev() {
                waiting.push_front(part.to_vec());
            }
        }
        Ok(())
    }

    async fn commit(&self, files: &[Ready], made: &mut Made) -> Result<(), UploadError> {
        if self.session.job.to.create_pr && made.pull_request.is_none() {
            self.open_pull_request(made).await?;
        }
        let mut deletions = if made.commits == 0 { self.deletions.clone() } else { Vec::new() };
        let summary = summary(&self.session.job.message, made.commits);
        let start = Instant::now();
        // Sent again if the reply is lost: at worst the same files are committed twice, to a branch that is named.
        let url = loop {
            let lines = upload_lines(&deletions, files);
            let parent = self.session.job.options.parent.as_deref().filter(|_| made.commits == 0);
            // A commit that must follow another one cannot be made twice.
            let retry = if parent.is_some() { Retry::never() } else { Retry::idempotent() };
            let commit = NewCommit { to: &made.to, summary: &summary, parent, lines };
            let error = match self.session.commit(commit, retry).await {
                Ok(commit) => break commit.commit_url,
                Err(error) => error,
            };
            let left = self.still_there(&made.to, &deletions, &error).await;
            deletions = left.filter(|left| left.len() < deletions.len()).ok_or(error)?;
            if deletions.is_empty() && files.is_empty() {
                break self.session.head_url().await?;
            }
        };
        self.commit_size().succeeded(start.elapsed(), files.len());
        made.commits += 1;
        made.url = Some(url);
        Ok(())
    }

    /// What is still to be deleted after a commit was refused. A file that is not there cannot be deleted: the commit
    /// may have been made and its reply lost, or somebody else has deleted it. `None` if that is not to be found out.
    async fn still_there(&self, to: &Destination, deletions: &[String], error: &UploadError) -> Option<Vec<String>> {
        let UploadError::Commit { source } = error else { return None };
        if deletions.is_empty() || source.is_outage() {
            return None;
        }
        let there: HashSet<String> =
            files_of(self.session.hub, &to.repo, &to.revision).await.ok()?.into_iter().collect();
        Some(deletions.iter().filter(|path| there.contains(*path)).cloned().collect())
    }

    /// Opened on its own and not by the first commit: that one could be sent twice and open two.
    async fn open_pull_request(&self, made: &mut Made) -> Result<(), UploadError> {
        let Job { to, message, description, .. } = self.session.job;
        let description = if description.trim().is_empty() { PULL_REQUEST_TEXT } else { description.trim() };
        let (hub, options) = (self.session.hub, &self.session.job.options);
        let new = NewDiscussion { title: message.trim(), description, pull_request: true };
        let opened = hub.open_discussion(&to.repo, &new).await;
        let opened = opened.map_err(|source| {
            if may_be_done(&source) {
                UploadError::MaybeOpened { page: hub.discussions_url(&to.repo), source }
            } else {
                source.into()
            }
        })?;
        if let Some(on_opened) = &options.opened {
            on_opened.hear(opened.num);
        }
        let note = format!("opened pull request {0}; to resume later, use --revision refs/pr/{0}", opened.num);
        self.session.progress.on(Event::Note { message: &note });
        made.pull_request = Some(opened.num);
        made.to.create_pr = false;
        made.to.revision = pull_request_ref(opened.num).unwrap_or_else(|| to.revision.clone());
        Ok(())
    }

    fn commit_size(&self) -> MutexGuard<'_, CommitSize> {
        self.commit_size.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn next_batch(batches: &mut Receiver<Vec<Ready>>) -> Option<Vec<Ready>> {
    loop {
        let files = batches.recv().await?;
        if !files.is_empty() {
            return Some(files);
        }
    }
}

fn is_too_large(error: &HubError) -> bool {
    error.refusal().is_some_and(|refusal| refusal.status == StatusCode::PAYLOAD_TOO_LARGE)
}

fn pull_request_ref(num: u64) -> Option<Revision> {
    format!("refs/pr/{num}").parse().ok()
}

/// What the commit with that number, counted from 0, is called.
fn summary(message: &str, number: usize) -> String {
    if number == 0 { message.to_owned() } else { format!("{message} (part {})", number + 1) }
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn later_commits_are_numbered() {
        assert_eq!(summary("Epoch 3", 0), "Epoch 3");
        assert_eq!(summary("Epoch 3", 1), "Epoch 3 (part 2)");
    }
}
