//! `--volume`.

use crate::ids::volume::{Mount, Volume, VolumeError};

/// Repos and buckets that a Space mounts.
#[derive(Clone, Default, clap::Args)]
pub struct VolumesArg {
    /// Repo or bucket to mount, as hf://[TYPE/]namespace/name[/path]:/MOUNT[:ro|:rw]; may be repeated
    #[arg(short, long = "volume", value_name = "VOLUME")]
    volumes: Vec<String>,
}

impl VolumesArg {
    /// What was typed, as the Hub takes it.
    pub fn resolve(&self) -> Result<Vec<Volume>, VolumeError> {
        self.volumes.iter().map(|text| text.parse()).collect()
    }

    pub fn is_given(&self) -> bool {
        !self.volumes.is_empty()
    }
}

/// Repos, buckets and folders of this machine that a job mounts.
#[derive(Clone, Default, clap::Args)]
pub struct MountsArg {
    /// Repo, bucket or local folder to mount, as hf://[TYPE/]namespace/name[/path]:/MOUNT or FOLDER:/MOUNT, then :ro or
    /// :rw or neither; may be repeated
    #[arg(short, long = "volume", value_name = "VOLUME")]
    volumes: Vec<String>,
}

impl MountsArg {
    /// What was typed.
    pub fn resolve(&self) -> Result<Vec<Mount>, VolumeError> {
        self.volumes.iter().map(|text| text.parse()).collect()
    }

    /// Adds those whose mount path is still free, in front of the others.
    pub fn add_unless_mounted(&mut self, texts: &[String]) {
        let path = |text: &str| text.parse().ok().map(Mount::into_mount_path);
        let taken: Vec<_> = self.volumes.iter().map(|text| path(text)).collect();
        let free = texts.iter().filter(|text| !taken.contains(&path(text))).cloned();
        self.volumes = free.chain(self.volumes.iter().cloned()).collect();
    }

    /// The texts as they were typed.
    pub fn typed(&self) -> &[String] {
        &self.volumes
    }
}
