//! Uploads that come again: whatever changed since the last commit, every few minutes. The files may be written to
//! meanwhile; what is appended after the look at them is left for the next time.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::content::{Source, aside};
use super::local::Local;
use super::plan::{FolderRules, Plan};
use super::single::upload_in_one;
use super::{Job, Outcome, UploadError};
use crate::api::Hub;
use crate::base::fs::{Fence, FileLock};
use crate::transfer::progress::Progress;

/// A file or a folder that is looked at again and again.
#[derive(Debug)]
pub struct Watch {
    watched: Local,
    /// Each file's time of writing when it was last committed.
    committed: HashMap<PathBuf, SystemTime>,
}

impl Watch {
    /// The path of a file may be that of a folder for it, with a slash at the end. Nothing is ever deleted, and nothing
    /// counts as committed yet: what the repo has is found by its hash.
    pub(super) fn of(local: Local) -> Self {
        let watched = match local {
            Local::File { local, path } => {
                let name = local.file_name().unwrap_or_default().to_string_lossy();
                let path = match path.as_str() {
                    "." => name.into_owned(),
                    folder if folder.is_empty() || folder.ends_with('/') => format!("{folder}{name}"),
                    _ => path,
                };
                Local::File { local, path }
            }
            Local::Folder { local, rules } => {
                Local::Folder { local, rules: FolderRules { delete: Vec::new(), ..rules } }
            }
            nothing @ Local::Nothing { .. } => nothing,
        };
        Self { watched, committed: HashMap::new() }
    }

    /// The files that changed since the last commit, as they are now. Meanwhile a lock is held on that file, which writers
    /// may wait for.
    ///
    /// # Errors
    /// Any [`UploadError`].
    pub async fn look(&self, lock: Option<PathBuf>) -> Result<Plan, UploadError> {
        let watched = self.watched.clone();
        let look = move || {
            let _held = lock.as_deref().map(held).transpose()?;
            plan_of(&watched)
        };
        Ok(self.fresh(aside(look).await?))
    }

    /// Commits the files of a plan; `None` when nothing is new.
    ///
    /// # Errors
    /// Any [`UploadError`]; the next time tries the same files again.
    pub async fn commit(
        &mut self,
        plan: Plan,
        (hub, job): (&Hub, &Job),
        progress: Arc<dyn Progress>,
    ) -> Result<Option<Outcome>, UploadError> {
        if plan.additions.is_empty() {
            return Ok(None);
        }
        let seen: Vec<(PathBuf, SystemTime)> =
            plan.additions.iter().map(|file| (file.source.local.clone(), file.source.stamp.modified)).collect();
        let outcome = upload_in_one(hub, job, plan, progress).await?;
        self.committed.extend(seen);
        Ok((outcome.commits > 0).then_some(outcome))
    }

    fn fresh(&self, mut plan: Plan) -> Plan {
        let is_fresh = |source: &Source| self.committed.get(&source.local) != Some(&source.stamp.modified);
        plan.additions.retain(|addition| is_fresh(&addition.source));
        plan
    }
}

/// A lock on a file, which is created if it is missing. Blocks until nobody else holds it.
fn held(file: &Path) -> Result<FileLock, UploadError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let path = folder.join(file.file_name().unwrap_or_default());
    let unreadable = |source| UploadError::Unreadable { path: file.to_owned(), source };
    FileLock::acquire(&Fence::new(folder.to_owned()), &path).map_err(unreadable)
}

/// The files as they are now; what is appended to them later is left for the next time.
fn plan_of(watched: &Local) -> Result<Plan, UploadError> {
    let mut plan = watched.plan(&[])?;
    for addition in &mut plan.additions {
        addition.source.may_grow = true;
    }
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::{FolderRules, Local, Watch, plan_of};

    #[test]
    fn only_what_was_written_since_is_fresh() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        fs::write(&old, "").unwrap();
        fs::write(&new, "").unwrap();
        let local = Local::Folder { local: folder.path().to_owned(), rules: FolderRules::default() };
        let mut watch = Watch::of(local);
        let plan = plan_of(&watch.watched).unwrap();
        assert_eq!(watch.fresh(plan.clone()).additions.len(), 2);
        let old = plan.additions.iter().find(|file| file.source.local == old).unwrap();
        watch.committed.insert(old.source.local.clone(), old.source.stamp.modified);
        let fresh = watch.fresh(plan);
        assert_eq!(fresh.additions.iter().map(|file| &file.source.local).collect::<Vec<_>>(), [&new]);
        assert!(fresh.additions[0].source.may_grow);
    }

    #[test]
    fn a_file_may_get_another_name_or_a_folder() {
        for (into, expected) in [(".", "a.log"), ("logs/", "logs/a.log"), ("b.log", "b.log"), ("", "a.log")] {
            let local = Local::File { local: PathBuf::from("/x/a.log"), path: into.to_owned() };
            let Local::File { path, .. } = Watch::of(local).watched else { panic!() };
            assert_eq!(path, expected);
        }
    }
}
