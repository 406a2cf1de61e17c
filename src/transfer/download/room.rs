//! What is looked at before the first byte: whether the disk has room for what is missing, and can tell its names apart.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::path::Path;

use super::{DownloadError, Downloader, Plan, PlannedFile, Target};
use crate::base::fs::{
    SecondName, folds_case, free_bytes, is_of_version_control, is_one_disk, longest_name, windows_refusal,
};
use crate::base::size::total;
use crate::cache::{LocalDir, Record};

impl Downloader {
    /// # Errors
    /// [`DownloadError::NoRoom`], [`DownloadError::SameName`] and [`DownloadError::Name`]; nothing was written.
    pub(super) fn check_target(&self, plan: &Plan) -> Result<(), DownloadError> {
        let paths = plan.files.iter().map(|file| &*file.path);
        let root = plan.order.target.root();
        match &plan.order.target {
            Target::Folder { .. } => check_names(root, paths)?,
            Target::Cache(_) | Target::Linked { .. } => {
                check_cases(root, paths.clone())?;
                check_each(root, paths, |path| refusal(path, longest(root)))?;
            }
        }
        check_room(root, self.needed_bytes(plan))
    }

    /// Bytes that are still to be written, as far as their number is known.
    fn needed_bytes(&self, plan: &Plan) -> u64 {
        let target = &plan.order.target;
        let mut contents = HashSet::new();
        let mut files: Vec<&PlannedFile> = plan.files.iter().filter(|file| !file.is_present).collect();
        files.retain(|file| !target.is_cache() || contents.insert(&file.etag));
        files.retain(|file| !self.has_content(&plan.order, file));
        let bytes = total(files.iter().filter_map(|file| file.size));
        bytes.saturating_sub(target.kept_bytes(&files))
    }
}

/// Whether the folder has room for the files that are put there beside the cache.
///
/// # Errors
/// [`DownloadError::NoRoom`].
pub(super) fn check_room_for_copies(
    plan: &Plan,
    folder: &LocalDir,
    only: Option<SecondName>,
) -> Result<(), DownloadError> {
    let is_copied = match only {
        Some(kind) => kind == SecondName::Copy,
        None => !is_one_disk(existing(folder.folder()), existing(plan.order.target.root())),
    };
    let is_there = |file: &&PlannedFile| {
        let record = folder.record(&file.path).ok().and_then(Record::current);
        record.is_some_and(|record| *record.etag == *file.etag)
    };
    let sizes = plan.files.iter().filter(|file| !is_there(file)).filter_map(|file| file.size);
    check_room(folder.folder(), if is_copied { total(sizes) } else { 0 })
}

/// Whether the disk of a folder has space for so many more bytes.
///
/// # Errors
/// [`DownloadError::NoRoom`].
pub(in crate::transfer) fn check_room(target: &Path, needed: u64) -> Result<(), DownloadError> {
    match free_bytes(target) {
        Some(free) if needed > free => Err(DownloadError::NoRoom { needed, free, target: target.to_owned() }),
        _ => Ok(()),
    }
}

/// Whether a folder of the user's can have files of these paths.
///
/// # Errors
/// [`DownloadError::SameName`] or [`DownloadError::Name`].
pub(in crate::transfer) fn check_names<'a>(
    folder: &Path,
    paths: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), DownloadError> {
    check_cases(folder, paths.clone())?;
    // The name of a file's record is longer than its own.
    let most = longest(folder).saturating_sub(".metadata".len());
    check_each(folder, paths, |path| {
        if LocalDir::is_of_records(path) {
            Some("is kept for records of downloads")
        } else if is_of_version_control(path) {
            // Nobody who downloads files expects the next `git status` to run a command that one of them names.
            Some("is kept for version control, which runs commands that such files name")
        } else {
            refusal(path, most)
        }
    })
}

fn check_cases<'a>(target: &Path, paths: impl Iterator<Item = &'a str>) -> Result<(), DownloadError> {
    match same_name(paths) {
        Some((one, other)) if folds_case(existing(target)) => {
            Err(DownloadError::SameName { one, other, target: target.to_owned() })
        }
        _ => Ok(()),
    }
}

fn check_each<'a>(
    target: &Path,
    mut paths: impl Iterator<Item = &'a str>,
    refusal: impl Fn(&str) -> Option<&'static str>,
) -> Result<(), DownloadError> {
    let refused = paths.find_map(|path| Some((path.to_owned(), refusal(path)?)));
    refused.map_or(Ok(()), |(path, why)| Err(DownloadError::Name { path, why, target: target.to_owned() }))
}

fn longest(target: &Path) -> usize {
    longest_name(target).unwrap_or(usize::MAX)
}

/// Why there can be no file of this path where a name has so many bytes at most.
fn refusal(path: &str, most: usize) -> Option<&'static str> {
    let is_long = path.split('/').any(|segment| segment.len() > most);
    let windows = || if cfg!(windows) { windows_refusal(path) } else { None };
    if is_long { Some("is too long") } else { windows() }
}

/// The nearest folder above that is there.
fn existing(folder: &Path) -> &Path {
    folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(folder)
}

/// Two paths that differ in case only, or of which folders do.
fn same_name<'a>(paths: impl Iterator<Item = &'a str>) -> Option<(String, String)> {
    // By hashes: a listing may have a million paths, and each a hundred folders.
    let (hasher, mut seen, mut last) = (RandomState::new(), HashMap::<u64, &str>::new(), "");
    for path in paths {
        let is_shared = |end: usize| path.as_bytes().get(..=end).is_some_and(|part| last.as_bytes().starts_with(part));
        for (end, _) in path.match_indices('/').chain([(path.len(), "")]).filter(|(end, _)| !is_shared(*end)) {
            let part = &path[..end];
            match seen.insert(hasher.hash_one(part.to_lowercase()), part) {
                Some(before) if before != part && before.to_lowercase() == part.to_lowercase() => {
                    return Some((before.to_owned(), part.to_owned()));
                }
                _ => {}
            }
        }
        last = path;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{refusal, same_name};

    #[test]
    fn a_name_is_too_long_by_its_bytes_wherever_it_stands() {
        let (fits, too_long) = ("é".repeat(5), "é".repeat(5) + "x");
        assert_eq!(refusal(&format!("{fits}/{fits}"), 10), None);
        for path in [format!("{too_long}/a"), format!("a/{too_long}")] {
            assert_eq!(refusal(&path, 10), Some("is too long"));
        }
    }

    #[test]
    fn names_that_differ_in_case_only_are_found_folders_too() {
        let found = |paths: &[&str]| same_name(paths.iter().copied());
        assert_eq!(found(&["a/b", "a/c", "b"]), None);
        assert_eq!(found(&["README.md", "x", "Readme.md"]), Some(("README.md".into(), "Readme.md".into())));
        assert_eq!(found(&["Data/a", "data/b"]), Some(("Data".into(), "data".into())));
        assert_eq!(found(&["a/b/c", "a/b/d", "a/B"]), Some(("a/b".into(), "a/B".into())));
    }
}
