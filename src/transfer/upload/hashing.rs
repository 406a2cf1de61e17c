//! Hashes of the files that may have to be sent, several threads at a time, and which of them the repo has already.

use std::sync::Arc;
use std::thread;

use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use tokio::sync::mpsc::Sender;

use super::content::aside;
use super::hash_cache::Kind;
use super::known::Known;
use super::modes::Item;
use super::session::Session;
use super::{Ready, UploadError};
use crate::api::preupload::UploadMode;

/// One thread's next work is so many files at most,
const MOST_FILES: usize = 64;
/// or files of so many bytes, or a single larger one.
const MOST_BYTES: u64 = 1024 * 1024;

/// A file whose hash is known where one is needed, with its place in the plan.
pub(super) struct Hashed {
    pub at: usize,
    pub file: Ready,
}

impl Session<'_> {
    /// Gives back the small files that have changed, hands on the large ones.
    pub(super) async fn hash_all(&self, items: Vec<Item>, to_ask: Sender<Hashed>) -> Result<Vec<Hashed>, UploadError> {
        let mut hashes = self.hashed(items.into_iter().enumerate());
        let mut small = Vec::new();
        while let Some(portion) = hashes.try_next().await? {
            for (found, is_unchanged) in portion {
                if is_unchanged {
                    self.skipped_as_unchanged(&found.file.addition);
                } else if found.file.sha256.is_none() {
                    small.push(found);
                } else if to_ask.send(found).await.is_err() {
                    // The asker has failed, and its error is the one that is told.
                    return Ok(small);
                }
            }
        }
        Ok(small)
    }

    /// The files with their hashes where they are needed, and whether the repo has that content already; in any order,
    /// portion by portion.
    pub(super) fn hashed(
        &self,
        items: impl Iterator<Item = (usize, Item)>,
    ) -> impl Stream<Item = Result<Vec<(Hashed, bool)>, UploadError>> + Unpin {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let known = Arc::clone(&self.known);
        let hashes = stream::iter(portions(items)).map(move |portion| {
            let known = Arc::clone(&known);
            aside(move || portion.into_iter().map(|(at, item)| hashed(at, item, &known)).collect())
        });
        hashes.buffer_unordered(threads)
    }
}

/// Files that one thread hashes one after the other: many small ones, or a large one.
fn portions(items: impl Iterator<Item = (usize, Item)>) -> Vec<Vec<(usize, Item)>> {
    let mut portions: Vec<Vec<(usize, Item)>> = Vec::new();
    let mut bytes = 0;
    for (at, item) in items {
        let size = item.addition.source.size;
        match portions.last_mut() {
            Some(portion) if portion.len() < MOST_FILES && bytes + size <= MOST_BYTES => {
                portion.push((at, item));
                bytes += size;
            }
            _ => {
                portions.push(vec![(at, item)]);
                bytes = size;
            }
        }
    }
    portions
}

fn hashed(at: usize, item: Item, known: &Known) -> Result<(Hashed, bool), UploadError> {
    let Item { addition, mode, remote_oid } = item;
    let source = &addition.source;
    let (hash, is_unchanged) = match (mode, &remote_oid) {
        (UploadMode::Regular, None) => (None, false),
        (UploadMode::Regular, Some(remote)) => (None, known.hash(source, Kind::GitBlob)? == *remote),
        (UploadMode::Lfs, remote) => {
            let oid = known.hash(source, Kind::Sha256)?;
            let is_unchanged = remote.as_ref() == Some(&oid);
            (Some(oid), is_unchanged)
        }
    };
    Ok((Hashed { at, file: Ready { addition, sha256: hash } }, is_unchanged))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Item, MOST_BYTES, MOST_FILES, portions};
    use crate::api::preupload::UploadMode;
    use crate::transfer::upload::content::Source;
    use crate::transfer::upload::plan::Addition;

    fn item(size: u64) -> Item {
        let file = tempfile::NamedTempFile::new().unwrap();
        let source = Source { size, ..Source::of_file(file.path() as &Path).unwrap() };
        Item { addition: Addition { path: String::new(), source }, mode: UploadMode::Regular, remote_oid: None }
    }

    fn counts(sizes: &[u64]) -> Vec<usize> {
        portions(sizes.iter().map(|size| item(*size)).enumerate()).iter().map(Vec::len).collect()
    }

    #[test]
    fn a_large_file_is_a_portion_of_its_own_and_small_ones_share_one() {
        assert_eq!(counts(&[1, 1, MOST_BYTES * 9, 1, MOST_BYTES, MOST_BYTES]), [2, 1, 1, 1, 1]);
        assert_eq!(counts(&vec![1; MOST_FILES + 3]), [MOST_FILES, 3]);
        assert_eq!(counts(&[]), [0; 0]);
    }
}
