//! Repos and buckets as folders of a machine, written `hf://…:/mount/path[:ro|:rw]`. Whether they can be mounted is the
//! Hub's to say.

use std::str::FromStr;

use serde::Serialize;

use super::uri::{HfUri, UriError};

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

/// Why a text is no volume.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VolumeError {
    /// No `:/` behind the place.
    #[error("'{0}' has no mount path: expected hf://namespace/name:/path, with :ro or :rw behind it or not")]
    NoMountPath(String),
    /// The place is no address.
    #[error(transparent)]
    Uri(#[from] UriError),
}

impl FromStr for Volume {
    type Err = VolumeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (rest, read_only) = match (text.strip_suffix(":ro"), text.strip_suffix(":rw")) {
            (Some(rest), _) => (rest, Some(true)),
            (_, Some(rest)) => (rest, Some(false)),
            _ => (text, None),
        };
        if !HfUri::is_meant_by(text) {
            return Err(UriError::OtherScheme(text.to_owned()).into());
        }
        // The `://` of the scheme is no mount path.
        let mount = rest.rfind(":/").filter(|at| !rest[*at..].starts_with("://"));
        let (place, mount_path) = rest.split_at(mount.ok_or_else(|| VolumeError::NoMountPath(text.to_owned()))?);
        Ok(Self::mounted(place.parse()?, mount_path[1..].to_owned(), read_only))
    }
}

impl Volume {
    fn mounted(place: HfUri, mount_path: String, read_only: Option<bool>) -> Self {
        let (kind, source, revision, path) = match place {
            HfUri::Repo(repo) => {
                let revision = repo.revision.map(|revision| revision.to_string());
                (repo.repo.kind().singular(), repo.repo.id().to_owned(), revision, repo.path)
            }
            HfUri::Bucket(bucket) => ("bucket", bucket.id, None, bucket.path),
        };
        Self { kind, source, mount_path, revision, read_only, path: (!path.is_empty()).then_some(path) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Volume, VolumeError};

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
