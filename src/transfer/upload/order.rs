//! An upload as it was asked for, and the way from there to a plan: the repo and the branch are made if they are
//! missing, the local files listed, the card checked. Nothing is sent yet.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::content::{Source, aside};
use super::folder::upload_folder;
use super::plan::{FolderRules, Plan};
use super::repo::{check_card, ensure_branch, ensure_repo, files_of};
use super::single::upload_in_one;
use super::watch::Watch;
use super::{Job, Options, Outcome, UploadError};
use crate::api::Hub;
use crate::api::commits::Destination;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;
use crate::transfer::progress::Progress;
use crate::transfer::xet::{self, Xet};

const FOLDER_MESSAGE: &str = "Upload folder using hf";
const WATCH_MESSAGE: &str = "Scheduled Commit";

/// What is to be uploaded, where to, and how.
#[derive(Debug, Clone)]
pub struct Order {
    /// It is made if it is missing.
    pub repo: RepoId,
    /// `None` for the default branch. A branch that is missing is made.
    pub revision: Option<Revision>,
    /// A file or a folder.
    pub local: PathBuf,
    /// Which files of a folder, and where to; of a file only `into` counts, and is its path.
    pub rules: FolderRules,
    /// For a repo that has to be made; `None` leaves it to the Hub.
    pub private: Option<bool>,
    /// The commits become a pull request.
    pub create_pr: bool,
    /// A folder becomes one commit or none at all, however many files it has.
    pub single_commit: bool,
    /// The first line of the commit; `None` for one that says what was uploaded.
    pub message: Option<String>,
    /// What stands below the first line; may be empty.
    pub description: String,
    /// `None`: large files go to the LFS store.
    pub xet: Option<xet::Settings>,
    /// How it is done.
    pub options: Options,
}

/// An upload that is ready to be run.
#[derive(Debug)]
pub struct Prepared {
    job: Job,
    plan: Plan,
    shape: Shape,
    /// What the user should know before it runs.
    pub remarks: Vec<String>,
}

/// How many commits there may be.
#[derive(Debug, Clone, Copy)]
enum Shape {
    File,
    WholeFolder,
    FolderInParts,
}

impl Order {
    /// Does all that comes before files are sent.
    ///
    /// # Errors
    /// Any [`UploadError`]; [`UploadError::Missing`] before anything is asked of the Hub.
    pub async fn prepare(&self, hub: &Hub) -> Result<Prepared, UploadError> {
        let is_file = self.checked_is_file()?;
        let (to, mut remarks) = self.destination(hub).await?;
        let remote = self.remote(hub, &to).await?;
        let plan = self.plan(remote).await?;
        remarks.extend(remarks_on(hub, &to, &plan).await?);
        let shape = match (is_file, self.single_commit) {
            (true, _) => Shape::File,
            (false, true) => Shape::WholeFolder,
            (false, false) => Shape::FolderInParts,
        };
        Ok(Prepared { job: self.job(hub, to), plan, shape, remarks })
    }

    /// The same for an upload that comes again and again. A folder that is missing is made: what fills it may be slower
    /// than this.
    ///
    /// # Errors
    /// As [`Order::prepare`].
    pub async fn watch(&self, hub: &Hub) -> Result<(Job, Watch), UploadError> {
        let unreadable = |source| UploadError::Unreadable { path: self.local.clone(), source };
        if !self.local.exists() {
            std::fs::create_dir_all(&self.local).map_err(unreadable)?;
        }
        let watch = if self.local.is_file() {
            Watch::file(self.local.clone(), &self.rules.into)
        } else {
            Watch::folder(self.local.clone(), self.rules.clone())
        };
        let (to, _) = self.destination(hub).await?;
        Ok((self.job_called(hub, to, WATCH_MESSAGE.to_owned()), watch))
    }

    /// Whether it is a file. Refuses what cannot be asked of a folder.
    pub(super) fn checked_is_file(&self) -> Result<bool, UploadError> {
        match (self.local.is_file(), self.local.is_dir()) {
            (true, _) => return Ok(true),
            (false, true) => {}
            (false, false) => return Err(UploadError::Missing { path: self.local.display().to_string() }),
        }
        if self.create_pr && self.revision.as_ref().is_some_and(|revision| *revision != Revision::default()) {
            let what = "a folder's pull request is always against the default branch: leave out --revision";
            return Err(UploadError::Misuse { what });
        }
        Ok(false)
    }

    /// Makes what is missing of repo and branch.
    async fn destination(&self, hub: &Hub) -> Result<(Destination, Vec<String>), UploadError> {
        let repo = ensure_repo(hub, &self.repo, self.private).await?;
        let mut remarks = Vec::new();
        if let (Some(branch), false) = (&self.revision, self.create_pr)
            && ensure_branch(hub, &repo, branch).await?
        {
            remarks.push(format!("the branch '{branch}' was not there and has been made"));
        }
        let revision = self.revision.clone().unwrap_or_default();
        Ok((Destination { repo, revision, create_pr: self.create_pr }, remarks))
    }

    /// The files of the repo, as far as some of them may have to be deleted.
    pub(super) async fn remote(&self, hub: &Hub, to: &Destination) -> Result<Vec<String>, UploadError> {
        let may_delete = !self.rules.delete.is_empty() && !self.local.is_file();
        Ok(if may_delete { files_of(hub, &to.repo, &to.revision).await? } else { Vec::new() })
    }

    /// What is here, laid over the files of the repo.
    pub(super) async fn plan(&self, remote: Vec<String>) -> Result<Plan, UploadError> {
        if self.local.is_file() {
            return Plan::of_file(Source::of_file(&self.local)?, &self.rules.into);
        }
        let (folder, rules) = (self.local.clone(), self.rules.clone());
        aside(move || plan_of(&folder, &remote, &rules)).await
    }

    pub(super) fn job(&self, hub: &Hub, to: Destination) -> Job {
        let is_file = self.local.is_file();
        let message = if is_file { format!("Upload {} with hf", self.rules.into) } else { FOLDER_MESSAGE.to_owned() };
        self.job_called(hub, to, message)
    }

    fn job_called(&self, hub: &Hub, to: Destination, default: String) -> Job {
        let xet = self.xet.as_ref().and_then(|settings| Xet::new(hub, settings));
        // A folder's message may be empty and is then the default, as with the Python client; a file's may not.
        let typed = self.message.clone().filter(|message| !message.is_empty() || self.local.is_file());
        Job {
            to,
            message: typed.unwrap_or(default),
            description: self.description.clone(),
            xet,
            options: self.options.clone(),
        }
    }
}

fn plan_of(folder: &Path, remote: &[String], rules: &FolderRules) -> Result<Plan, UploadError> {
    Plan::of_folder(folder, rules.found_in(folder)?, remote, rules)
}

/// What the user should know before it begins, the Hub's opinion of the card included.
pub(super) async fn remarks_on(hub: &Hub, to: &Destination, plan: &Plan) -> Result<Vec<String>, UploadError> {
    let mut remarks = Vec::new();
    if plan.additions.is_empty() && plan.deletions.is_empty() {
        remarks.push("there is nothing to upload: no file is here, or none is meant by the patterns".to_owned());
    }
    remarks.extend(plan.remarks(to.repo.kind()));
    let opinion = check_card(hub, to.repo.kind(), plan).await?;
    remarks.extend(opinion.into_iter().map(|remark| format!("README.md: {remark}")));
    Ok(remarks)
}

impl Prepared {
    /// Sends and commits.
    ///
    /// # Errors
    /// Any [`UploadError`]; what is stored or committed by then stays.
    pub async fn run(self, hub: &Hub, progress: Arc<dyn Progress>) -> Result<Outcome, UploadError> {
        match self.shape {
            Shape::File => upload_in_one(hub, &self.job, self.plan, progress).await,
            Shape::WholeFolder => {
                upload_in_one(hub, &self.job, self.plan, progress).await.map_err(UploadError::of_whole)
            }
            Shape::FolderInParts => upload_folder(hub, &self.job, self.plan, progress).await,
        }
    }
}
