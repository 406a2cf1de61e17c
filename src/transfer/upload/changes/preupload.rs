//! Sends the content of large files ahead of a commit.

use std::path::PathBuf;
use std::sync::Arc;

use super::local::plan_of;
use super::targets;
use crate::api::Hub;
use crate::api::lfs::LfsObject;
use crate::api::preupload::UploadMode;
use crate::transfer::progress::Progress;
use crate::transfer::upload::content::aside;
use crate::transfer::upload::session::Session;
use crate::transfer::upload::{Job, Ready, UploadError, modes::Item};

/// Sends the files, pairs of a path in the repo and a file of this machine. Returns what a commit calls each, in their
/// order.
///
/// # Errors
/// [`UploadError::Inline`] for a file that the Hub takes in a commit only, before anything is sent; any other
/// [`UploadError`].
pub async fn preupload(
    hub: &Hub,
    job: &Job,
    files: Vec<(String, PathBuf)>,
    progress: Arc<dyn Progress>,
) -> Result<Vec<(String, LfsObject)>, UploadError> {
    let files: Vec<(String, PathBuf)> = files
        .into_iter()
        .map(|(path, local)| Ok((targets::file(&path)?, local)))
        .collect::<Result<_, UploadError>>()?;
    let plan = aside(move || plan_of(files)).await?;
    let session = Session::start(hub, job, &plan, progress).await?;
    let count = plan.additions.len();
    let items = session.all_modes(plan.additions).await?;
    if let Some(inline) = items.iter().find(|item| item.mode == UploadMode::Regular) {
        return Err(UploadError::Inline { path: inline.addition.path.clone() });
    }
    if items.len() < count {
        return Err(UploadError::Excluded);
    }
    // Also what the repo has under that path is asked for: the hash is wanted of every file.
    let items = items.into_iter().map(|item| Item { remote_oid: None, ..item }).collect();
    let sent = session.ready(items).await;
    session.remember().await;
    Ok(sent?.into_iter().filter_map(object).collect())
}

fn object(Ready { addition, sha256 }: Ready) -> Option<(String, LfsObject)> {
    Some((addition.path, LfsObject { oid: sha256?, size: addition.source.size }))
}
