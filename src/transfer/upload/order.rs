//! An upload as it was asked for, and the way from there to a plan: the repo and the branch are made if they are
//! missing, the local files listed, the card checked. Nothing is sent yet.

use std::sync::Arc;

use super::content::aside;
use super::folder::upload_folder;
use super::local::Local;
use super::plan::Plan;
use super::repo::{Ensured, check_card, ensure_branch, ensure_repo, files_of};
use super::secrets::remark_on_names;
use super::session::gitignore_of;
use super::single::upload_in_one;
use super::watch::Watch;
use super::{Job, Options, Outcome, UploadError};
use crate::api::Hub;
use crate::api::commits::Destination;
use crate::base::fs::create_folder;
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
    /// What is uploaded, and where in the repo it goes.
    pub local: Local,
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
    /// What was created for it.
    pub news: Vec<String>,
    /// What the user should know before it runs.
    pub remarks: Vec<String>,
}

/// Where an upload goes, which exists by now.
struct Existing {
    to: Destination,
    news: Vec<String>,
    remarks: Vec<String>,
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
        self.check()?;
        let Existing { to, news, mut remarks } = self.destination(hub).await?;
        let remote = self.remote(hub, &to).await?;
        let plan = self.plan(remote).await?;
        remarks.extend(remarks_on(hub, &to, &plan, &self.options).await?);
        let shape = match (&self.local, self.single_commit) {
            (Local::File { .. }, _) => Shape::File,
            (Local::Folder { .. } | Local::Nothing { .. }, true) => Shape::WholeFolder,
            (Local::Folder { .. } | Local::Nothing { .. }, false) => Shape::FolderInParts,
        };
        Ok(Prepared { job: self.job(hub, to), plan, shape, news, remarks })
    }

    /// The same for an upload that comes again and again. A folder that is missing is made: what fills it may be slower
    /// than this.
    ///
    /// # Errors
    /// As [`Order::prepare`].
    pub async fn watch(&self, hub: &Hub) -> Result<(Job, Watch), UploadError> {
        if let Local::Folder { local, .. } = &self.local
            && !local.exists()
        {
            let unreadable = |source| UploadError::Unreadable { path: local.clone(), source };
            create_folder(local).map_err(unreadable)?;
        }
        let watch = Watch::of(self.local.clone());
        let Existing { to, .. } = self.destination(hub).await?;
        Ok((self.job_called(hub, to, WATCH_MESSAGE.to_owned()), watch))
    }

    /// Refuses a folder that does not exist, and what cannot be asked of a folder.
    pub(super) fn check(&self) -> Result<(), UploadError> {
        let Local::Folder { local, .. } = &self.local else { return Ok(()) };
        if !local.is_dir() {
            let path = local.display().to_string();
            return Err(match local.symlink_metadata() {
                Ok(there) if there.is_symlink() => UploadError::NoContent { path, what: "a link to nothing" },
                Ok(_) => UploadError::NoContent { path, what: "neither a file nor a folder" },
                Err(_) => UploadError::Missing { path },
            });
        }
        if self.create_pr && self.revision.as_ref().is_some_and(|revision| *revision != Revision::default()) {
            let what = "a folder's pull request is always against the default branch: leave out --revision";
            return Err(UploadError::Misuse { what });
        }
        Ok(())
    }

    /// Creates what is missing of repo and branch.
    async fn destination(&self, hub: &Hub) -> Result<Existing, UploadError> {
        let Ensured { repo, is_new } = ensure_repo(hub, &self.repo, self.private).await?;
        let mut news: Vec<String> = is_new.then(|| self.told_of(&repo)).into_iter().collect();
        if let (Some(branch), false) = (&self.revision, self.create_pr)
            && ensure_branch(hub, &repo, branch).await?
        {
            news.push(format!("Created the branch '{branch}'"));
        }
        let is_in_vain = !is_new && self.private == Some(true);
        let remarks = is_in_vain.then(|| format!("--private has no effect: '{repo}' already exists"));
        let revision = self.revision.clone().unwrap_or_default();
        let to = Destination { repo, revision, create_pr: self.create_pr };
        Ok(Existing { to, news, remarks: remarks.into_iter().collect() })
    }

    fn told_of(&self, new: &RepoId) -> String {
        let visibility = match self.private {
            Some(true) => "private ",
            Some(false) => "public ",
            None => "",
        };
        format!("Created the {visibility}{} repo '{new}'", new.kind())
    }

    /// The files of the repo, if some of them may have to be deleted.
    pub(super) async fn remote(&self, hub: &Hub, to: &Destination) -> Result<Vec<String>, UploadError> {
        match &self.local {
            Local::Folder { rules, .. } | Local::Nothing { rules } if !rules.delete.is_empty() => {
                Ok(files_of(hub, &to.repo, &to.revision).await?)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// The local files, laid over those of the repo.
    pub(super) async fn plan(&self, remote: Vec<String>) -> Result<Plan, UploadError> {
        let local = self.local.clone();
        aside(move || local.plan(&remote)).await
    }

    pub(super) fn job(&self, hub: &Hub, to: Destination) -> Job {
        let message = match &self.local {
            Local::File { path, .. } => format!("Upload {path} with hf"),
            Local::Folder { .. } | Local::Nothing { .. } => FOLDER_MESSAGE.to_owned(),
        };
        self.job_called(hub, to, message)
    }

    fn job_called(&self, hub: &Hub, to: Destination, default: String) -> Job {
        let xet = self.xet.as_ref().and_then(|settings| Xet::new(hub, settings));
        // A folder's message may be empty and is then the default, as with the Python client; a file's may not.
        let may_be_empty = matches!(self.local, Local::File { .. });
        let typed = self.message.clone().filter(|message| !message.is_empty() || may_be_empty);
        Job {
            to,
            message: typed.unwrap_or(default),
            description: self.description.clone(),
            xet,
            options: self.options.clone(),
        }
    }
}

/// What the user should know before it begins, the Hub's opinion of the card included.
pub(super) async fn remarks_on(
    hub: &Hub,
    to: &Destination,
    plan: &Plan,
    options: &Options,
) -> Result<Vec<String>, UploadError> {
    let mut remarks = Vec::new();
    if plan.additions.is_empty() && plan.deletions.is_empty() {
        remarks.push("there is nothing to upload: no file is here, or none is meant by the patterns".to_owned());
    }
    remarks.extend(plan.remarks(to.repo.kind()));
    let gitignore = gitignore_of(plan).await?;
    remarks.extend(remark_on_names(plan, &options.allowed_secrets, gitignore.as_deref()));
    if !options.unchecked_card {
        let opinion = check_card(hub, to.repo.kind(), plan).await?;
        remarks.extend(opinion.into_iter().map(|remark| format!("README.md: {remark}")));
    }
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
