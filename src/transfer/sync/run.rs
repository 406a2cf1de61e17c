//! Carries a plan out: first all transfers, then the deletions.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::listing::{self, milliseconds};
use super::plan::{Action, Operation, Plan, moment};
use super::{Direction, Prepared, Route};
use crate::api::Hub;
use crate::api::buckets::files::{BucketFile, MOST_PATHS};
use crate::base::fs::Fence;
use crate::transfer::bucket::changes::{Outcome, delete_files};
use crate::transfer::bucket::download::{Receiver, Wanted};
use crate::transfer::bucket::error::BucketError;
use crate::transfer::bucket::upload::{New, Uploader};
use crate::transfer::pace::Pace;
use crate::transfer::progress::Progress;
use crate::transfer::xet::Xet;

/// What moves the bytes.
pub struct Engine<'a> {
    pub hub: &'a Hub,
    pub xet: &'a Xet,
    /// How long a connection may be silent while files come.
    pub idle: Duration,
    /// How long one may take nothing while files go; `None` for as long as is usual.
    pub stall: Option<Duration>,
    /// For all files together.
    pub pace: Pace,
    pub progress: Arc<dyn Progress>,
}

impl Prepared {
    /// A plan that was made earlier, with what its files are now. What has changed since is said in the remarks; a deletion
    /// of such a file is left out.
    ///
    /// # Errors
    /// A file that is to be uploaded is missing, or a path would lead elsewhere.
    pub async fn again(hub: &Hub, route: Route, mut plan: Plan) -> Result<Self, BucketError> {
        listing::safe_paths(plan.operations.iter().map(|one| one.path.as_str()))?;
        let is_remote = |one: &&Operation| match route.direction {
            Direction::Up => one.action == Action::Delete,
            Direction::Down => one.action == Action::Download,
        };
        let paths: Vec<&str> = plan.operations.iter().filter(is_remote).map(|one| one.path.as_str()).collect();
        let files = current(hub, &route, &paths).await?;
        let mut remarks = Vec::new();
        plan.operations.retain(|one| {
            let found = has_changed(&route, one, files.get(&one.path));
            remarks.extend(found.as_ref().map(|(remark, _)| remark.clone()));
            found.is_none_or(|(_, is_kept)| is_kept)
        });
        Ok(Self { plan, remarks, is_bucket_missing: false, route, files })
    }

    /// Does all of it.
    ///
    /// # Errors
    /// Any [`BucketError`]; nothing is deleted then, but by a deletion that failed itself.
    pub async fn run(&self, engine: &Engine<'_>) -> Result<(), BucketError> {
        match self.route.direction {
            Direction::Up => self.up(engine).await,
            Direction::Down => self.down(engine).await,
        }
    }

    fn paths(&self, action: Action) -> impl Iterator<Item = &str> {
        self.plan.operations.iter().filter(move |one| one.action == action).map(|one| one.path.as_str())
    }

    async fn up(&self, engine: &Engine<'_>) -> Result<(), BucketError> {
        let Route { folder, place, .. } = &self.route;
        let new = self.paths(Action::Upload);
        let new = new.map(|path| New::of_file(&folder.join(path), self.route.path_in_bucket(path)));
        let new = new.collect::<Result<Vec<_>, _>>()?;
        let mut outcome = Outcome::default();
        let Engine { hub, xet, stall, pace, progress, .. } = engine;
        let bucket = &place.bucket;
        let uploader = Uploader { hub, xet, bucket, stall: *stall, pace: pace.clone(), progress: &**progress };
        uploader.send(&new, &mut outcome).await?;
        outcome.end(&place.bucket)?;
        let deleted: Vec<String> = self.paths(Action::Delete).map(|path| self.route.path_in_bucket(path)).collect();
        delete_files(hub, &place.bucket, &deleted).await
    }

    async fn down(&self, engine: &Engine<'_>) -> Result<(), BucketError> {
        let wanted = self.paths(Action::Download);
        let wanted = wanted.filter_map(|path| Some(Wanted { file: self.files.get(path)?.clone(), local: path.into() }));
        let wanted: Vec<Wanted> = wanted.collect();
        let Engine { hub, xet, idle, pace, progress, .. } = engine;
        let receiver = Receiver {
            hub,
            xet,
            bucket: &self.route.place.bucket,
            folder: self.route.folder.clone(),
            idle: *idle,
            pace: pace.clone(),
            progress: Arc::clone(progress),
        };
        if !wanted.is_empty() {
            receiver.receive(&wanted).await?;
        }
        let fence = Fence::new(self.route.folder.clone());
        self.paths(Action::Delete).try_for_each(|path| delete_local(&fence, path))
    }
}

/// The files of these paths as the bucket has them now.
async fn current(hub: &Hub, route: &Route, paths: &[&str]) -> Result<HashMap<String, BucketFile>, BucketError> {
    let mut files = HashMap::new();
    for paths in paths.chunks(MOST_PATHS) {
        let full: Vec<String> = paths.iter().map(|path| route.path_in_bucket(path)).collect();
        let found =
            hub.bucket_files_at(&route.place.bucket, &full.iter().map(String::as_str).collect::<Vec<_>>()).await?;
        let mut found: HashMap<String, BucketFile> = found.into_iter().map(|file| (file.path.clone(), file)).collect();
        files
            .extend(paths.iter().zip(full).filter_map(|(path, full)| Some(((*path).to_owned(), found.remove(&full)?))));
    }
    Ok(files)
}

/// What to say of a file that is not as the plan says, and whether the operation is done all the same.
fn has_changed(route: &Route, one: &Operation, remote: Option<&BucketFile>) -> Option<(String, bool)> {
    let path = &one.path;
    let local = || fs::metadata(route.folder.join(path)).ok().filter(fs::Metadata::is_file);
    let local_time = || Some(moment(milliseconds(local()?.modified().ok()?)));
    let (planned, now) = match (one.action, route.direction) {
        (Action::Skip, _) => return None,
        (Action::Upload, _) | (Action::Delete, Direction::Down) => (one.local_mtime, local_time()),
        (Action::Download, _) | (Action::Delete, Direction::Up) => {
            (one.remote_mtime, remote.map(|file| file.mtime.unwrap_or_else(|| moment(0.0))))
        }
    };
    match (one.action, now) {
        (Action::Delete, None) => Some((format!("'{path}' is gone since the plan was made"), false)),
        (Action::Download, None) => Some((format!("skipping '{path}': it is no longer in the bucket"), false)),
        (_, None) => None,
        (_, Some(now)) if planned.is_none_or(|planned| planned == now) => None,
        (Action::Delete, _) => Some((format!("keeping '{path}': it changed since the plan was made"), false)),
        _ => Some((format!("'{path}' changed since the plan was made"), true)),
    }
}

/// Deletes a file, and the folders that are empty then.
fn delete_local(fence: &Fence, path: &str) -> Result<(), BucketError> {
    let file = fence.root().join(path);
    match fence.remove(&file) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(BucketError::local("delete", &file)(error)),
        _ => {}
    }
    let folders = Path::new(path).ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    for folder in folders {
        // One that is not empty stays, and so do those above it.
        if fs::remove_dir(fence.root().join(folder)).is_err() {
            break;
        }
    }
    Ok(())
}
