//! Buckets: folders of files without a history, whose content is in Xet storage.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use super::{InXet, State, World, timestamp};

/// All buckets by their ids, and the sizes of all content that may be in them by its Xet hash.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Buckets {
    pub all: BTreeMap<String, Bucket>,
    pub sizes: BTreeMap<String, u64>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Bucket {
    pub private: bool,
    pub created: String,
    /// By their paths.
    pub files: BTreeMap<String, BucketFile>,
    /// Another number after every change, in whatever Hub of this process.
    #[serde(skip, default = "another")]
    pub state: u64,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct BucketFile {
    pub hash: String,
    pub size: u64,
    /// Milliseconds since 1970.
    pub modified: i64,
    pub uploaded: String,
    pub content_type: Option<String>,
}

/// A number that was not given before.
fn another() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed)
}

impl Bucket {
    /// Without files.
    pub fn new(private: bool, created: String) -> Self {
        Self { private, created, files: BTreeMap::new(), state: another() }
    }
}

impl Buckets {
    /// A bucket that exists, to be changed.
    pub fn change(&mut self, id: &str) -> &mut Bucket {
        let bucket = self.all.get_mut(id).unwrap();
        bucket.state = another();
        bucket
    }
}

impl World {
    /// Creates a bucket; false if it exists.
    pub fn create_bucket(&self, id: &str, private: bool) -> bool {
        let created = timestamp(self.now());
        self.update(|state| {
            let is_new = !state.buckets.all.contains_key(id);
            if is_new {
                state.buckets.all.insert(id.to_owned(), Bucket::new(private, created));
            }
            is_new
        })
    }

    pub fn bucket(&self, id: &str) -> Option<Bucket> {
        self.read(|state| state.buckets.all.get(id).cloned())
    }

    /// Changes a bucket that exists.
    pub fn change_bucket<T>(&self, id: &str, change: impl FnOnce(&mut Bucket) -> T) -> T {
        self.update(|state| change(state.buckets.change(id)))
    }

    /// Puts content into a bucket that exists, behind the Hub's back. It is readable once it was brought to Xet storage.
    pub fn put_in_bucket(&self, id: &str, path: &str, content: &[u8], modified: i64) {
        let hash = if content.is_empty() { "0".repeat(64) } else { self.blobs.put(content) };
        let (size, uploaded) = (content.len() as u64, timestamp(modified / 1000));
        let file = BucketFile { hash, size, modified, uploaded, content_type: None };
        self.update(|state| {
            state.buckets.sizes.insert(file.hash.clone(), size);
            state.buckets.change(id).files.insert(path.to_owned(), file);
        });
    }
}

impl State {
    /// Content that was brought to Xet storage has another name there than its SHA-256.
    pub(crate) fn name_as_in_xet(&mut self, brought: &[(String, InXet)]) {
        for (sha256, InXet { hash, size }) in brought {
            self.buckets.sizes.insert(hash.clone(), *size);
            for bucket in self.buckets.all.values_mut() {
                bucket.state = another();
                let files = bucket.files.values_mut().filter(|file| file.hash == *sha256);
                files.for_each(|file| file.hash.clone_from(hash));
            }
        }
    }
}
