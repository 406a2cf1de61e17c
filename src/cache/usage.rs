//! How much of the disk each part of a cache takes: what is allocated, whether anybody uses it or not. A listing counts
//! contents instead.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::store::Store;
use super::{Cache, CacheError, partial, scan};
use crate::base::fs::allocated_bytes;
use crate::base::parallel;

/// A part of a cache.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// By its id, such as `model/ada/tiny`; without what is being downloaded for it.
    Repo(String),
    /// Contents that repos share.
    Shared,
    /// Downloads that are not finished.
    Partials,
    /// Lock files.
    Locks,
    /// What is none of these.
    Other,
}

/// How much is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Bytes on the disk: less than the size of a file that has holes.
    pub bytes: u64,
    /// Files and links.
    pub files: usize,
}

impl Usage {
    fn add(&mut self, other: Self) {
        self.bytes += other.bytes;
        self.files += other.files;
    }
}

impl Cache {
    /// What each part of the cache folder takes. Parts that there are not are left out. Blocks the thread.
    ///
    /// # Errors
    /// [`CacheError::Missing`] if there is no such folder; what cannot be read below it counts as nothing.
    pub fn usage(&self) -> Result<BTreeMap<Part, Usage>, CacheError> {
        let root = fs::canonicalize(self.root()).map_err(|_| CacheError::Missing(self.root().to_owned()))?;
        let has_store = Store::open(&root).is_some();
        let entries = paths_in(&root);
        let found = parallel::map(&entries, |path| (part_of(path, has_store), of_path(path)));
        let mut parts: BTreeMap<Part, Usage> = BTreeMap::new();
        for (part, (usage, partials)) in found {
            parts.entry(part).or_default().add(usage);
            parts.entry(Part::Partials).or_default().add(partials);
        }
        parts.retain(|_, usage| usage.files > 0);
        Ok(parts)
    }
}

/// What each entry of another folder takes, by its name; nothing if there is no such folder.
pub fn below(folder: &Path) -> BTreeMap<String, Usage> {
    let entries = paths_in(folder);
    let used = parallel::map(&entries, |path| {
        let (mut usage, partials) = of_path(path);
        usage.add(partials);
        usage
    });
    let name = |path: PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    entries.into_iter().map(name).zip(used).collect()
}

fn part_of(path: &Path, has_store: bool) -> Part {
    match path.file_name().and_then(|name| name.to_str()) {
        Some(".locks") => Part::Locks,
        Some("blobs") if has_store => Part::Shared,
        _ => scan::id_of(path).map_or(Part::Other, Part::Repo),
    }
}

/// All that is at a path and below it, links for themselves, and apart from that the unfinished downloads.
fn of_path(path: &Path) -> (Usage, Usage) {
    let (mut usage, mut partials) = (Usage::default(), Usage::default());
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        let Ok(about) = fs::symlink_metadata(&path) else { continue };
        if about.is_dir() {
            open.extend(paths_in(&path));
            continue;
        }
        let is_partial = path.file_name().is_some_and(partial::is_partial);
        let counted = if is_partial { &mut partials } else { &mut usage };
        counted.add(Usage { bytes: allocated_bytes(&about), files: 1 });
    }
    (usage, partials)
}

fn paths_in(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::{Part, below};
    use crate::cache::scan::tests::filled;

    #[test]
    fn every_file_counts_for_one_part() {
        let filled = filled();
        filled.write(".locks/models--ada--tiny/e1.lock", "");
        filled.write("models--ada--tiny/blobs/e9.0123abcd.incomplete", "part");
        filled.write("version.txt", "1");
        let usage = filled.cache().usage().unwrap();
        let files: Vec<_> = usage.into_iter().map(|(part, usage)| (part, usage.files)).collect();
        let expected = [
            (Part::Repo("dataset/rows".into()), 3),
            (Part::Repo("model/ada/tiny".into()), 8),
            (Part::Partials, 1),
            (Part::Locks, 1),
            (Part::Other, 1),
        ];
        assert_eq!(files, expected);
    }

    #[test]
    fn holes_take_no_room() {
        let filled = filled();
        let path = filled.path("models--ada--tiny/blobs/e9.0123abcd.incomplete");
        File::create(path).unwrap().set_len(1 << 30).unwrap();
        assert!(filled.cache().usage().unwrap()[&Part::Partials].bytes < 1 << 20);
    }

    #[test]
    fn other_folders_are_counted_by_their_entries() {
        let filled = filled();
        let below = below(&filled.path("datasets--rows"));
        assert_eq!(below.keys().collect::<Vec<_>>(), ["blobs", "refs", "snapshots"]);
        assert!(super::below(&filled.path("none")).is_empty());
    }
}
