//! What an archive holds, told before it comes: so that a dry run reads no further, and a cut archive is noticed.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::ArchiveError;
use crate::base::sha::is_hash;

const FORMAT_VERSION: u64 = 1;
/// Bytes, enough for 250,000 contents: what claims to be longer is not read, and not written.
pub(super) const LONGEST_MANIFEST: u64 = 32 << 20;

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
    #[serde(deserialize_with = "hashes")]
    pub commits: Vec<String>,
    /// Commits by the branches, tags and pull requests that mean them.
    #[serde(deserialize_with = "hashes_by_name")]
    pub refs: BTreeMap<String, String>,
    /// Files of all snapshots together.
    pub entries: usize,
    pub blobs: Vec<ListedBlob>,
}

/// One content of a repo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedBlob {
    #[serde(deserialize_with = "hash")]
    pub etag: String,
    /// Bytes.
    pub size: u64,
    /// The first path that shows it, for people.
    pub path: String,
}

/// The name of a content or a commit. Checked as it is read: short ones would take many times the memory of their text.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Hash(String);

impl TryFrom<String> for Hash {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if is_hash(&text) { Ok(Self(text)) } else { Err("not a hash") }
    }
}

fn hash<'de, D: Deserializer<'de>>(source: D) -> Result<String, D::Error> {
    Hash::deserialize(source).map(|Hash(text)| text)
}

fn hashes<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<String>, D::Error> {
    Ok(Vec::<Hash>::deserialize(source)?.into_iter().map(|Hash(text)| text).collect())
}

fn hashes_by_name<'de, D: Deserializer<'de>>(source: D) -> Result<BTreeMap<String, String>, D::Error> {
    let named = BTreeMap::<String, Hash>::deserialize(source)?;
    Ok(named.into_iter().map(|(name, Hash(text))| (name, text)).collect())
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
    fn names_of_contents_and_commits_are_hashes() {
        let (hash, other) = ("a".repeat(40), "main");
        let manifest = |commit: &str, of_ref: &str, etag: &str| {
            let blob = format!(r#"{{"etag": "{etag}", "size": 1, "path": "a"}}"#);
            let repo = format!(r#""commits": ["{commit}"], "refs": {{"main": "{of_ref}"}}, "entries": 0"#);
            let repo = format!(r#"{{"folder": "models--a--b", {repo}, "blobs": [{blob}]}}"#);
            Manifest::parse(format!(r#"{{"format_version": 1, "repos": [{repo}]}}"#).as_bytes())
        };
        assert!(manifest(&hash, &hash, &hash).is_ok());
        for (commit, of_ref, etag) in [(other, &*hash, &*hash), (&hash, other, &hash), (&hash, &hash, other)] {
            let refused = manifest(commit, of_ref, etag);
            assert!(matches!(refused, Err(ArchiveError::NotAnArchive)), "{refused:?}");
        }
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
