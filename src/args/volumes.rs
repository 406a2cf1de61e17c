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

    /// The texts as they were typed.
    pub fn typed(&self) -> &[String] {
        &self.volumes
    }
}
