//! Which files a commit has: `trees/<commit>.json`, the Hub's listing kept for good, as commits never change. Written by
//! downloads of whole folders; spares the listing next time and tells offline whether a snapshot is complete.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{CacheError, RepoCache, layout};
use crate::base::fs::Fence;
use crate::base::json;

const FORMAT_VERSION: u64 = 1;
const INDENT: usize = 1;

/// The files of one commit by their paths; folders are not listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    /// In the order of the paths' bytes, which is Python's order of texts.
    pub files: BTreeMap<String, TreeEntry>,
}

/// What the Hub says about a file of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeEntry {
    /// Bytes of the content.
    pub size: u64,
    /// Git's name of the blob; of a large file, that of its pointer.
    pub blob_id: Box<str>,
    /// SHA-256 of the content, of large files only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lfs_sha256: Option<Box<str>>,
    /// Bytes of the content, of large files only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lfs_size: Option<u64>,
    /// The name of the content in Xet storage, of files that are there only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub xet_hash: Option<Box<str>>,
}

impl Tree {
    /// What a file of the format holds; `None` if it is of another version or damaged.
    pub fn parse(content: &[u8]) -> Option<Self> {
        let read: Read = serde_json::from_slice(content).ok()?;
        let tree = Self { files: read.files };
        (read.format_version == FORMAT_VERSION && is_trusted(&tree)).then_some(tree)
    }
}

impl TreeEntry {
    /// Bytes of the content, wherever it is kept.
    pub fn content_size(&self) -> u64 {
        self.lfs_size.unwrap_or(self.size)
    }

    /// The entity tag that the file is served with, so the name of its blob.
    pub fn etag(&self) -> &str {
        self.lfs_sha256.as_deref().unwrap_or(&self.blob_id)
    }
}

#[derive(Serialize)]
struct Written<'a> {
    format_version: u64,
    files: &'a BTreeMap<String, TreeEntry>,
}

#[derive(Deserialize)]
struct Read {
    format_version: u64,
    files: BTreeMap<String, TreeEntry>,
}

impl RepoCache {
    /// The listing of a commit, if one is kept that can be trusted.
    pub fn tree(&self, commit: &str) -> Option<Tree> {
        read(self.layout.fence(), self.folder(), commit)
    }

    /// Keeps the listing of a commit. One that could not be trusted when read is not written.
    ///
    /// # Errors
    /// When the file cannot be written; nothing depends on it, so the caller may go on.
    pub fn write_tree(&self, commit: &str, tree: &Tree) -> Result<(), CacheError> {
        write(self.layout.fence(), self.folder(), commit, tree)
    }
}

/// The commit of the listing below this folder that was written last.
pub(super) fn newest_commit(folder: &Path) -> Option<String> {
    let listings = fs::read_dir(layout::trees(folder)).ok()?.flatten();
    let dated = listings.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())));
    let (_, newest) = dated.filter(|(_, path)| path.extension().is_some_and(|end| end == "json")).max()?;
    Some(newest.file_stem()?.to_str()?.to_owned())
}

/// The listing below this folder; `None` if there is none, or of another version, or damaged.
pub(super) fn read(fence: &Fence, folder: &Path, commit: &str) -> Option<Tree> {
    Tree::parse(&fence.read_all(&layout::tree(folder, commit).ok()?).ok()?)
}

/// A file of the format.
pub(super) fn text(tree: &Tree) -> serde_json::Result<String> {
    json::indented(&Written { format_version: FORMAT_VERSION, files: &tree.files }, INDENT)
}

/// Writes the listing below this folder.
pub(super) fn write(fence: &Fence, folder: &Path, commit: &str, tree: &Tree) -> Result<(), CacheError> {
    let path = layout::tree(folder, commit)?;
    if !is_trusted(tree) {
        return Ok(());
    }
    let text = text(tree).map_err(|error| CacheError::io("write", &path)(error.into()))?;
    fence.write_beside(&path, text.as_bytes(), None).map_err(CacheError::io("write", &path))
}

/// A hash that is none was once kept by a client that did not check: Python ignores such a listing.
fn is_trusted(tree: &Tree) -> bool {
    let is_hash = |hash: &str| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    tree.files.values().filter_map(|entry| entry.xet_hash.as_deref()).all(is_hash)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{FORMAT_VERSION, INDENT, Tree, TreeEntry, Written};
    use crate::base::fuzz::{Edit, edited};
    use crate::base::json;
    use crate::cache::snapshot::tests::{COMMIT, sandbox};

    /// Written by the Python client.
    const PYTHON: &str = r#"{
 "format_version": 1,
 "files": {
  "Config.json": {
   "size": 9,
   "blob_id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  },
  "model.bin": {
   "size": 20,
   "blob_id": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
   "lfs_sha256": "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",
   "lfs_size": 20,
   "xet_hash": "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
  },
  "\u00e9/\"quoted\"\\\ud83d\ude00\n.txt": {
   "size": 9,
   "blob_id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  }
 }
}"#;

    fn regular(size: u64, blob_id: &str) -> TreeEntry {
        TreeEntry { size, blob_id: blob_id.into(), lfs_sha256: None, lfs_size: None, xet_hash: None }
    }

    fn tree() -> Tree {
        let large = TreeEntry {
            lfs_sha256: Some("c".repeat(64).into()),
            lfs_size: Some(20),
            xet_hash: Some("d".repeat(64).into()),
            ..regular(20, &"b".repeat(40))
        };
        let small = regular(9, &"a".repeat(40));
        let files = [("é/\"quoted\"\\😀\n.txt", small.clone()), ("model.bin", large), ("Config.json", small)];
        Tree { files: files.into_iter().map(|(path, entry)| (path.to_owned(), entry)).collect() }
    }

    #[test]
    fn a_listing_is_written_as_python_writes_it_and_read_back() {
        let (_folder, repo) = sandbox();
        repo.write_tree(COMMIT, &tree()).unwrap();
        let path = repo.folder().join(format!("trees/{COMMIT}.json"));
        assert_eq!(fs::read_to_string(path).unwrap(), PYTHON);
        assert_eq!(repo.tree(COMMIT), Some(tree()));
    }

    #[test]
    fn a_listing_that_cannot_be_trusted_is_ignored() {
        let (_folder, repo) = sandbox();
        repo.write_tree(COMMIT, &tree()).unwrap();
        let path = repo.folder().join(format!("trees/{COMMIT}.json"));
        for (from, to) in
            [("version\": 1", "version\": 2"), ("ddd", "xxx"), ("\"size\": 9", "\"size\": \"9\""), ("{", "")]
        {
            fs::write(&path, PYTHON.replace(from, to)).unwrap();
            assert_eq!(repo.tree(COMMIT), None, "{to}");
        }
    }

    #[test]
    fn a_listing_with_a_wrong_hash_is_not_written() {
        let (_folder, repo) = sandbox();
        let wrong = TreeEntry { xet_hash: Some("d".repeat(63).into()), ..regular(1, "b") };
        repo.write_tree(COMMIT, &Tree { files: [("a".to_owned(), wrong)].into() }).unwrap();
        assert!(!repo.folder().exists());
    }

    #[test]
    fn a_large_file_is_served_under_its_sha256() {
        assert_eq!(tree().files["model.bin"].etag(), "c".repeat(64));
        assert_eq!(tree().files["Config.json"].etag(), "a".repeat(40));
    }

    #[test]
    fn any_bytes_are_a_listing_that_can_be_trusted_or_none() {
        bolero::check!().with_type::<Vec<Edit>>().for_each(|edits| {
            let Some(tree) = Tree::parse(&edited(PYTHON.as_bytes(), edits)) else { return };
            let written = Written { format_version: FORMAT_VERSION, files: &tree.files };
            let text = json::indented(&written, INDENT).unwrap();
            assert_eq!(Tree::parse(text.as_bytes()), Some(tree), "{text}");
        });
    }
}
