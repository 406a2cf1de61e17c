//! One commit of any changes, in the order in which they are given: files of this machine, content that was sent before,
//! deletions, and copies of what is on the Hub, which move no large file through this machine.

mod between;
mod change;
mod copies;
mod lines;
mod local;
mod preupload;
mod targets;

use std::path::PathBuf;
use std::sync::Arc;

use super::content::aside;
use super::order::remarks_on;
use super::plan::Plan;
use super::session::{NewCommit, Session};
use super::single::num_of_page;
use super::{Job, Options, UploadError};
use crate::api::Hub;
use crate::api::commits::{Destination, MadeCommit};
use crate::transfer::progress::Progress;
use crate::transfer::xet::{self, Xet};
pub use between::{copy_between, kind_in_repo};
pub use change::{Change, CopySource, NewContent};
use copies::Copies;
use lines::lines;
use local::{local_file, plan_of};
pub use preupload::preupload;

/// Changes that become one commit.
#[derive(Debug, Clone)]
pub struct ChangeSet {
    /// Both must exist.
    pub to: Destination,
    /// The first line of the commit.
    pub message: String,
    /// What stands below it; may be empty.
    pub description: String,
    /// The commit that the branch must point to, by its first digits at least.
    pub parent: Option<String>,
    /// In the order in which the Hub applies them.
    pub changes: Vec<Change>,
    /// `None`: large files go to the LFS store.
    pub xet: Option<xet::Settings>,
    /// How it is done.
    pub options: Options,
}

/// What became of the changes.
#[derive(Debug, Clone)]
pub struct Committed {
    /// The page of the commit, or of the one that was there before.
    pub url: String,
    /// Its hash.
    pub oid: String,
    /// The page of the pull request that was opened.
    pub pull_request: Option<String>,
    /// Whether there was anything to commit.
    pub is_new: bool,
}

/// Changes that are ready to be committed.
#[derive(Debug)]
pub struct PreparedChanges {
    set: ChangeSet,
    plan: Plan,
    job: Job,
    /// What the user should know before they are committed.
    pub remarks: Vec<String>,
}

impl Committed {
    /// The number of the pull request that was opened.
    pub fn pull_request_num(&self) -> Option<u64> {
        num_of_page(self.pull_request.as_deref()?)
    }
}

impl ChangeSet {
    /// Checks the changes among themselves, and puts their paths as the Hub takes them.
    ///
    /// # Errors
    /// [`UploadError::Path`], [`UploadError::Twice`], [`UploadError::NoMessage`].
    pub fn checked(mut self) -> Result<Self, UploadError> {
        if self.message.trim().is_empty() {
            return Err(UploadError::NoMessage);
        }
        self.changes = targets::checked(self.changes)?;
        Ok(self)
    }

    /// Looks at the local files, and asks for the Hub's opinion of a card among them. Nothing is sent yet.
    ///
    /// # Errors
    /// Any [`UploadError`].
    pub async fn prepare(self, hub: &Hub) -> Result<PreparedChanges, UploadError> {
        let set = self.checked()?;
        let files: Vec<(String, PathBuf)> = set.changes.iter().filter_map(local_file).collect();
        let plan = aside(move || plan_of(files)).await?;
        let remarks = match plan.additions.is_empty() {
            true => Vec::new(),
            false => remarks_on(hub, &set.to, &plan, &set.options).await?,
        };
        let job = Job {
            to: set.to.clone(),
            message: set.message.clone(),
            description: set.description.clone(),
            xet: set.xet.as_ref().and_then(|settings| Xet::new(hub, settings)),
            options: set.options.clone(),
        };
        Ok(PreparedChanges { set, plan, job, remarks })
    }
}

impl PreparedChanges {
    /// Sends what the Hub lacks and makes the commit, once: a reply that is lost does not tell whether it was made.
    ///
    /// # Errors
    /// Any [`UploadError`]; content that is sent by then stays there, for the next try.
    pub async fn run(self, hub: &Hub, progress: Arc<dyn Progress>) -> Result<Committed, UploadError> {
        let Self { set, plan, job, .. } = self;
        let session = Session::start(hub, &job, &plan, progress).await?;
        let outcome = commit(&session, &set, plan).await;
        session.remember().await;
        outcome
    }
}

async fn commit(session: &Session<'_>, set: &ChangeSet, plan: Plan) -> Result<Committed, UploadError> {
    let copies = Copies::resolve(session.hub, &set.to, &set.changes).await?;
    let mut items = session.all_modes(plan.additions).await?;
    for item in items.iter_mut().filter(|item| targets::is_deleted(&set.changes, &item.addition.path)) {
        // Whatever the repo has there goes away in this commit.
        item.remote_oid = None;
    }
    let files = session.ready(items).await?;
    let lines = lines(&set.changes, &files, &copies);
    if lines.is_empty() {
        return unchanged(session).await;
    }
    let new = NewCommit { to: &set.to, summary: &set.message, parent: set.parent.as_deref(), lines };
    session.commit_once(new).await.map(committed)
}

fn committed(made: MadeCommit) -> Committed {
    let MadeCommit { commit_url: url, commit_oid: oid, pull_request_url: pull_request } = made;
    Committed { url, oid, pull_request, is_new: true }
}

async fn unchanged(session: &Session<'_>) -> Result<Committed, UploadError> {
    let to = &session.job.to;
    let oid = session.hub.commit_of(&to.repo, &to.revision).await?;
    let url = format!("{}/commit/{oid}", session.hub.repo_url(&to.repo));
    Ok(Committed { url, oid, pull_request: None, is_new: false })
}
