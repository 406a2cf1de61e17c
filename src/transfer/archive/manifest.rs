//! What an archive holds, told before it comes: so that a dry run reads no further, and a cut archive is noticed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ArchiveError;

const FORMAT_VERSION: u64 = 1;

/// The first entry, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    format_version: u64,
    /// What the rest of the archive holds, repo by repo.
    pub repos: Vec<ListedRepo>,
}

/// One repo of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedRepo {
    /// The name of its folder in the cache, such as `models--ada--tiny`.
    pub folder: String,
    pub commits: Vec<String>,
    /// Commits by the branches, tags and pull requests that mean them.
    pub refs: BTreeMap<String, String>,
    /// Files of all snapshots together.
    pub entries: usize,
    pub blobs: Vec<ListedBlob>,
}

/// One content of a repo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedBlob {
    pub etag: String,
    /// Bytes.
    pub size: u64,
    /// The first path that shows it, for people.
    pub path: String,
}

impl Manifest {
    pub(super) fn new(repos: Vec<ListedRepo>) -> Self {
        Self { format_version: FORMAT_VERSION, repos }
    }

    /// Reads what [`serde_json`] wrote of one.
    pub(super) fn parse(content: &[u8]) -> Result<Self, ArchiveError> {
        #[derive(Deserialize)]
        struct Version {
            format_version: u64,
        }
        let Version { format_version } = serde_json::from_slice(content).map_err(|_| ArchiveError::NotAnArchive)?;
        if format_version != FORMAT_VERSION {
            return Err(ArchiveError::UnknownFormat(format_version));
        }
        serde_json::from_slice(content).map_err(|_| ArchiveError::NotAnArchive)
    }
}

#[cfg(test)]
mod tests {
    use super::{ArchiveError, Manifest};

    #[test]
    fn a_manifest_is_read_back() {
        let manifest = Manifest::new(vec![]);
        let text = serde_json::to_vec(&manifest).unwrap();
        assert_eq!(Manifest::parse(&text).unwrap(), manifest);
    }

    #[test]
    fn a_later_format_is_told_from_another_file() {
        let later = br#"{"format_version": 2, "things": []}"#;
        assert!(matches!(Manifest::parse(later), Err(ArchiveError::UnknownFormat(2))));
        for other in [&b""[..], b"{}", b"[1]", br#"{"format_version": 1}"#] {
            assert!(matches!(Manifest::parse(other), Err(ArchiveError::NotAnArchive)));
        }
    }
}
