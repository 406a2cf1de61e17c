//! `--volume`.

use crate::ids::volume::{Volume, VolumeError};

/// Repos and buckets that a machine of the Hub mounts.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct VolumesArg {
    /// Repo or bucket to mount, as hf://[TYPE/]namespace/name[/path]:/MOUNT[:ro|:rw]; may be repeated
    #[arg(short, long = "volume", value_name = "VOLUME")]
    volumes: Vec<String>,
}

impl VolumesArg {
    /// What the words mean.
    pub fn resolve(&self) -> Result<Vec<Volume>, VolumeError> {
        self.volumes.iter().map(|text| text.parse()).collect()
    }

    /// The words themselves.
    pub fn typed(&self) -> &[String] {
        &self.volumes
    }

    pub fn is_given(&self) -> bool {
        !self.volumes.is_empty()
    }
}
