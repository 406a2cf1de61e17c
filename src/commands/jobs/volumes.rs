//! What a job mounts. Folders of this machine are first brought to the bucket of the account's jobs, each to a place of its
//! own there, so that a second run sends only what has changed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::name::told_apart;
use crate::api::Hub;
use crate::api::buckets::NewBucket;
use crate::args::job_machine::JobMachineArgs;
use crate::base::machine::host_name;
use crate::commands::xet_store::xet_store;
use crate::context::Context;
use crate::ids::bucket::BucketId;
use crate::ids::volume::{FolderMount, Mount, Volume};
use crate::output::quantity::files;
use crate::output::{Action, ProgressMode};
use crate::transfer::pace::Pace;
use crate::transfer::sync::Engine;
use crate::transfer::sync::folder::{BucketFolder, Synced, send_to_bucket};
use anyhow::{Context as _, Result, bail};

/// The bucket in which jobs find what their users' machines have.
const JOBS_BUCKET: &str = "jobs-artifacts";

/// The volumes of a job. Unless the job is only shown, folders of this machine are brought to the Hub, and are volumes
/// from then on.
pub(super) async fn volumes(cx: &Context, machine: &JobMachineArgs, is_only_shown: bool) -> Result<Vec<Volume>> {
    let mut volumes = Vec::new();
    for mount in machine.volumes.resolve()? {
        match mount {
            Mount::Hub(volume) => volumes.push(volume),
            Mount::Folder(mount) => {
                let folder = existing(&mount)?;
                if !is_only_shown {
                    volumes.push(brought(cx, machine, &mount, &folder).await?);
                }
            }
        }
    }
    Ok(volumes)
}

fn existing(mount: &FolderMount) -> Result<PathBuf> {
    let folder = Path::new(&mount.folder);
    if !folder.is_dir() {
        bail!(
            "'{}' is not a folder on this machine; to mount a repo or a bucket, write it as hf://namespace/name:{}",
            mount.folder,
            mount.mount_path
        );
    }
    folder.canonicalize().with_context(|| format!("cannot read '{}'", mount.folder))
}

async fn brought(cx: &Context, machine: &JobMachineArgs, mount: &FolderMount, folder: &Path) -> Result<Volume> {
    let hub = cx.hub(&machine.token)?.for_changes();
    let namespace = cx.namespace(&hub, &machine.namespace).await?;
    let to = jobs_folder(cx, &hub, &namespace, &name_of(folder, &host_name())).await?;
    let synced = send(cx, &hub, folder, &to).await?;
    let place = format!("hf://buckets/{}/{}", to.bucket, to.path);
    cx.out.log(&told(synced, &mount.folder, &place));
    if !mount.is_read_only {
        cx.out.hint(&format!("what the job writes to '{}' is kept in {place}", mount.mount_path));
    }
    Ok(Volume {
        kind: "bucket",
        source: to.bucket.to_string(),
        mount_path: mount.mount_path.clone(),
        revision: None,
        read_only: Some(mount.is_read_only),
        path: Some(to.path),
    })
}

fn told(Synced { sent, unchanged }: Synced, folder: &str, place: &str) -> String {
    match (sent, unchanged) {
        (0, 0) => format!("Nothing to upload: '{folder}' is empty"),
        (0, _) => format!("Nothing to upload: all files of '{folder}' are up to date in {place}"),
        (_, 0) => format!("Uploaded {} of '{folder}' to {place}", files(sent)),
        _ => format!("Uploaded {} of '{folder}' to {place} ({unchanged} unchanged)", files(sent)),
    }
}

/// A folder in the bucket in which an account's jobs find what their users' machines have. The bucket is created if need
/// be.
pub(super) async fn jobs_folder(cx: &Context, hub: &Hub, namespace: &str, path: &str) -> Result<BucketFolder> {
    let bucket = BucketId::new(namespace, JOBS_BUCKET)?;
    let private = NewBucket { visibility: Some("private"), region: None };
    hub.create_bucket_if_missing(Some(bucket.namespace()), bucket.name(), &private).await?;
    if !hub.bucket(&bucket).await?.private {
        cx.out.warning(&format!("bucket '{bucket}' is public: everybody can read the files of this job"));
    }
    Ok(BucketFolder { bucket, path: path.to_owned() })
}

/// Brings a folder of this machine there.
pub(super) async fn send(cx: &Context, hub: &Hub, folder: &Path, to: &BucketFolder) -> Result<Synced> {
    let xet = xet_store(cx, hub)?;
    let progress = Arc::new(cx.out.meter(ProgressMode::default(), Action::Upload));
    let engine =
        Engine { hub, xet: &xet, idle: cx.config.download_timeout, stall: None, pace: Pace::unlimited(), progress };
    Ok(send_to_bucket(&engine, folder, to).await?)
}

/// The same for the same folder of the same machine, as in the Python client.
fn name_of(folder: &Path, host: &str) -> String {
    let name = folder.file_name().map_or_else(|| "root".to_owned(), |name| name.to_string_lossy().replace(' ', "_"));
    told_apart(&name, &format!("{host}:{}", folder.display()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::name_of;

    #[test]
    fn a_folder_has_a_place_of_its_own_on_each_machine() {
        // SHA-256 of "host:/home/ada/out dir" and "host:/".
        assert_eq!(name_of(Path::new("/home/ada/out dir"), "host"), "out_dir-bea3e738");
        assert_eq!(name_of(Path::new("/"), "host"), "root-60869cbb");
    }
}
