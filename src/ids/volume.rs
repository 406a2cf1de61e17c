//! Repos and buckets as folders of a machine, written `hf://…:/mount/path[:ro|:rw]`, and folders of this machine, written
//! `FOLDER:/mount/path[:ro|:rw]`. Whether they can be mounted is the Hub's to say.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::uri::{HfUri, UriError};
use crate::base::url::url_segment;

/// A place on the Hub, and where it is mounted. Serialises to what the Hub's JSON has for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Volume {
    /// `model`, `dataset`, `space`, `kernel` or `bucket`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `namespace/name`.
    pub source: String,
    /// Where it is mounted; begins with a slash.
    pub mount_path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// `None`: as the Hub has it for that kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_only: Option<bool>,
    /// A folder in the repo or bucket, in place of all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// What a job mounts: a place on the Hub, or a folder that is brought there first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mount {
    /// A repo or a bucket.
    Hub(Volume),
    /// A folder of this machine.
    Folder(FolderMount),
}

impl Mount {
    /// Where it is mounted.
    pub fn into_mount_path(self) -> String {
        match self {
            Self::Hub(volume) => volume.mount_path,
            Self::Folder(folder) => folder.mount_path,
        }
    }
}

/// A folder of this machine, and where it is mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderMount {
    /// As it was typed.
    pub folder: String,
    /// Where it is mounted; begins with a slash.
    pub mount_path: String,
    /// Whether the job may not write to it.
    pub is_read_only: bool,
}

/// Why a text is no volume.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VolumeError {
    /// No `:/` behind the place.
    #[error("'{0}' has no mount path: expected hf://namespace/name:/path, with :ro or :rw behind it or not")]
    NoMountPath(String),
    /// The same of a folder.
    #[error("'{0}' has no mount path: expected FOLDER:/path, with :ro or :rw behind it or not")]
    NoMountPathOfFolder(String),
    /// The place is no address.
    #[error(transparent)]
    Uri(#[from] UriError),
}

impl fmt::Display for Volume {
    /// As it is typed, with its type spelled out.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "hf://{}s/{}", self.kind, self.source)?;
        if let Some(revision) = &self.revision {
            write!(formatter, "@{}", url_segment(revision))?;
        }
        if let Some(path) = &self.path {
            write!(formatter, "/{path}")?;
        }
        let mode = self.read_only.map(|is_read_only| if is_read_only { ":ro" } else { ":rw" });
        write!(formatter, ":{}{}", self.mount_path, mode.unwrap_or_default())
    }
}

impl FromStr for Volume {
    type Err = VolumeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (rest, read_only) = split_mode(text);
        if !HfUri::is_meant_by(text) {
            return Err(UriError::OtherScheme(text.to_owned()).into());
        }
        // The `://` of the scheme is no mount path.
        let mount = rest.rfind(":/").filter(|at| !rest[*at..].starts_with("://"));
        let (place, mount_path) = rest.split_at(mount.ok_or_else(|| VolumeError::NoMountPath(text.to_owned()))?);
        Ok(Self::mounted(place.parse()?, mount_path[1..].to_owned(), read_only))
    }
}

impl FromStr for Mount {
    type Err = VolumeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if HfUri::is_meant_by(text) {
            return text.parse().map(Self::Hub);
        }
        let (rest, read_only) = split_mode(text);
        let mount = rest.rfind(":/").filter(|at| *at > 0);
        let (folder, mount_path) =
            rest.split_at(mount.ok_or_else(|| VolumeError::NoMountPathOfFolder(text.to_owned()))?);
        Ok(Self::Folder(FolderMount {
            folder: folder.to_owned(),
            mount_path: mount_path[1..].to_owned(),
            is_read_only: read_only.unwrap_or(true),
        }))
    }
}

/// The text before `:ro` or `:rw`, and whether that says read-only.
fn split_mode(text: &str) -> (&str, Option<bool>) {
    match (text.strip_suffix(":ro"), text.strip_suffix(":rw")) {
        (Some(rest), _) => (rest, Some(true)),
        (_, Some(rest)) => (rest, Some(false)),
        _ => (text, None),
    }
}

impl Volume {
    fn mounted(place: HfUri, mount_path: String, read_only: Option<bool>) -> Self {
        let (kind, source, revision, path) = match place {
            HfUri::Repo(repo) => {
                let revision = repo.revision.map(|revision| revision.to_string());
                (repo.repo.kind().singular(), repo.repo.id().to_owned(), revision, repo.path)
            }
            HfUri::Bucket(uri) => ("bucket", uri.bucket.to_string(), None, uri.path),
        };
        Self { kind, source, mount_path, revision, read_only, path: (!path.is_empty()).then_some(path) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{FolderMount, Mount, Volume, VolumeError};

    fn volume(text: &str) -> Value {
        serde_json::to_value(text.parse::<Volume>().unwrap()).unwrap()
    }

    #[test]
    fn a_volume_is_what_the_hub_is_sent() {
        assert_eq!(volume("hf://a/b:/data"), json!({"type": "model", "source": "a/b", "mountPath": "/data"}));
        assert_eq!(
            volume("hf://datasets/a/b@refs/pr/1/train/x:/m:ro"),
            json!({"type": "dataset", "source": "a/b", "mountPath": "/m", "revision": "refs/pr/1", "readOnly": true,
                   "path": "train/x"})
        );
        assert_eq!(
            volume("hf://buckets/a/b/c/:/m/n:rw"),
            json!({"type": "bucket", "source": "a/b", "mountPath": "/m/n", "readOnly": false, "path": "c"})
        );
    }

    #[test]
    fn a_volume_is_written_as_it_is_typed() {
        for (text, written) in [
            ("hf://a/b:/data", "hf://models/a/b:/data"),
            ("hf://datasets/a/b@refs%2Fpr%2F1/train/x:/m:ro", "hf://datasets/a/b@refs%2Fpr%2F1/train/x:/m:ro"),
            ("hf://buckets/a/b/c/:/m:rw", "hf://buckets/a/b/c:/m:rw"),
        ] {
            assert_eq!(text.parse::<Volume>().unwrap().to_string(), written);
        }
    }

    #[test]
    fn a_folder_of_this_machine_is_read_only_unless_it_says_otherwise() {
        let folder = |text: &str| match text.parse::<Mount>() {
            Ok(Mount::Folder(FolderMount { folder, mount_path, is_read_only })) => (folder, mount_path, is_read_only),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(folder("./data:/data"), ("./data".to_owned(), "/data".to_owned(), true));
        assert_eq!(folder("out dir:/out:rw"), ("out dir".to_owned(), "/out".to_owned(), false));
        assert!(matches!("hf://a/b:/data".parse(), Ok(Mount::Hub(_))));
        for text in ["./data", "./data:data", ":/data", ":ro", ""] {
            assert_eq!(text.parse::<Mount>(), Err(VolumeError::NoMountPathOfFolder(text.to_owned())));
        }
    }

    #[test]
    fn the_last_colon_before_a_slash_begins_the_mount_path() {
        let expected = json!({"type": "model", "source": "a/b", "mountPath": "/m", "path": "c:/d"});
        assert_eq!(volume("hf://a/b/c:/d:/m"), expected);
        assert_eq!(volume("hf://a/b:/")["mountPath"], "/");
    }

    #[test]
    fn a_volume_has_a_mount_path_and_a_place() {
        for text in ["hf://a/b", "hf://a/b:ro", "hf://a/b:data", "hf://"] {
            assert_eq!(text.parse::<Volume>(), Err(VolumeError::NoMountPath(text.to_owned())));
        }
        for text in ["a/b:/data", "hf://:/data", "hf://gpt2:/data", "hf://buckets/a:/data"] {
            assert!(matches!(text.parse::<Volume>(), Err(VolumeError::Uri(_))), "{text}");
        }
    }
}
