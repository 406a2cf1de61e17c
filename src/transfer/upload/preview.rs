//! What an upload would do, found out by asking alone: no repo, branch or commit is made, and no content is sent.

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::TryStreamExt;

use super::gitignore::Ignores;
use super::known::Known;
use super::modes::Item;
use super::order::remarks_on;
use super::plan::Plan;
use super::secrets::refuse_secrets;
use super::session::{Session, gitignore_of};
use super::{Job, Order, UploadError};
use crate::api::account::Account;
use crate::api::commits::Destination;
use crate::api::error::RefusalKind;
use crate::api::{Hub, HubError};
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

/// What would be done, and what the user should know of it.
#[derive(Debug, Clone)]
pub struct Preview {
    /// In the order of the plan.
    pub files: Vec<PreviewedFile>,
    /// Paths in the repo.
    pub deletions: Vec<String>,
    /// What the user should know, a sentence each.
    pub remarks: Vec<String>,
}

/// A file that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewedFile {
    /// Its path in the repo.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// What would become of it.
    pub fate: Fate,
}

/// What would become of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Its content would be sent.
    Uploaded,
    /// The repo has it already.
    Unchanged,
    /// A .gitignore excludes it.
    Ignored,
}

/// Where an upload would go, as far as that is there.
struct Place {
    to: Destination,
    /// `false` for a repo that would be made.
    is_there: bool,
    remarks: Vec<String>,
}

impl Order {
    /// Does what an upload does up to the first thing that it would change.
    ///
    /// # Errors
    /// Any [`UploadError`] that the upload would end with before it sends content.
    pub async fn preview(&self, hub: &Hub) -> Result<Preview, UploadError> {
        self.check()?;
        let Place { to, is_there, mut remarks } = self.place(hub).await?;
        let remote = if is_there { self.remote(hub, &to).await? } else { Vec::new() };
        let plan = self.plan(remote).await?;
        remarks.extend(remarks_on(hub, &to, &plan, &self.options).await?);
        let deletions = plan.deletions.clone();
        let files = if is_there {
            compared(hub, &self.job(hub, to), plan).await?
        } else {
            let gitignore = gitignore_of(&plan).await?;
            let known = Known::of(&self.options, &plan).await;
            refuse_secrets(&plan, &known, &self.options.allowed_secrets, gitignore.as_deref()).await?;
            let ignores = Ignores::new(&gitignore.unwrap_or_default());
            previewed(&plan, |path| if ignores.ignores(path) { Fate::Ignored } else { Fate::Uploaded })
        };
        Ok(Preview { files, deletions, remarks })
    }

    async fn place(&self, hub: &Hub) -> Result<Place, UploadError> {
        let repo = full_id(hub, &self.repo).await?;
        let revision = self.revision.clone().unwrap_or_default();
        let mut to = Destination { repo, revision, create_pr: self.create_pr };
        let known = hub.repo_info(&to.repo, &to.revision, None).await;
        let (is_there, remark) = match known {
            Ok(_) => (true, None),
            Err(error) if error.is(RefusalKind::RepoNotFound) => {
                may_make(&hub.whoami().await?, &to.repo)?;
                (false, Some(format!("the repo '{}' is not there and would be made", to.repo)))
            }
            Err(error) if error.is(RefusalKind::RevisionNotFound) && !self.create_pr => {
                let remark = format!("the branch '{}' is not there and would be made", to.revision);
                // It would begin as the default branch is.
                to.revision = Revision::default();
                (true, Some(remark))
            }
            Err(error) => return Err(error.into()),
        };
        Ok(Place { to, is_there, remarks: remark.into_iter().collect() })
    }
}

/// Whoever may not make the repo is to hear of it now, as far as the Hub tells: what a fine-grained token may do is not
/// told.
fn may_make(account: &Account, repo: &RepoId) -> Result<(), UploadError> {
    let refused = |why: String| Err(UploadError::MayNotMake { repo: repo.to_string(), why });
    if account.role() == Some("read") {
        return refused("this token may only read".to_owned());
    }
    let mut own = account.orgs.iter().map(|org| &org.name).chain([&account.name]);
    match repo.namespace() {
        Some(namespace) if !own.any(|name| name.eq_ignore_ascii_case(namespace)) => {
            refused(format!("'{}' is not a member of '{namespace}'", account.name))
        }
        _ => Ok(()),
    }
}

/// The id with the namespace that the Hub would give it.
async fn full_id(hub: &Hub, repo: &RepoId) -> Result<RepoId, HubError> {
    if repo.namespace().is_some() {
        return Ok(repo.clone());
    }
    let account = hub.whoami().await?;
    Ok(RepoId::new(repo.kind(), &format!("{}/{}", account.name, repo.name())).unwrap_or_else(|_| repo.clone()))
}

fn previewed(plan: &Plan, fate: impl Fn(&str) -> Fate) -> Vec<PreviewedFile> {
    let file = |path: &String, size| PreviewedFile { path: path.clone(), size, fate: fate(path) };
    plan.additions.iter().map(|addition| file(&addition.path, addition.source.size)).collect()
}

/// The files, compared with what the repo has.
async fn compared(hub: &Hub, job: &Job, plan: Plan) -> Result<Vec<PreviewedFile>, UploadError> {
    let session = Session::start(hub, job, &plan, Arc::new(())).await?;
    let items = session.all_modes(plan.additions.clone()).await?;
    let wanted: HashSet<String> = items.iter().map(|item| item.addition.path.clone()).collect();
    let unchanged = unchanged(&session, items).await?;
    session.remember().await;
    Ok(previewed(&plan, |path| match (wanted.contains(path), unchanged.contains(path)) {
        (false, _) => Fate::Ignored,
        (true, true) => Fate::Unchanged,
        (true, false) => Fate::Uploaded,
    }))
}

/// The paths of those that the repo has just so. What is new to the repo is not even read.
async fn unchanged(session: &Session<'_>, items: Vec<Item>) -> Result<HashSet<String>, UploadError> {
    let known = items.into_iter().filter(|item| item.remote_oid.is_some()).enumerate();
    let mut unchanged = HashSet::new();
    let mut hashes = session.hashed(known);
    while let Some(portion) = hashes.try_next().await? {
        let same = portion.into_iter().filter(|(_, is_unchanged)| *is_unchanged);
        unchanged.extend(same.map(|(found, _)| found.file.addition.path));
    }
    Ok(unchanged)
}
