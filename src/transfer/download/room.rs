//! What is looked at before the first byte: whether the disk has room for what is missing, and can tell its names apart.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::{DownloadError, Downloader, Order, Plan, PlannedFile};
use crate::base::fs::{folds_case, free_bytes, longest_name, windows_refusal};
use crate::cache::LocalDir;

impl Downloader {
    /// # Errors
    /// [`DownloadError::NoRoom`], [`DownloadError::SameName`] and [`DownloadError::Name`]; nothing was written.
    pub(super) fn check_target(&self, order: &Order, plan: &Plan) -> Result<(), DownloadError> {
        let target = match &order.folder {
            Some(folder) => folder.clone(),
            None => self.repo(order).folder().to_owned(),
        };
        if let Some((one, other)) = same_name(plan.files.iter().map(|file| file.path.as_str()))
            && folds_case(existing(&target))
        {
            return Err(DownloadError::SameName { one, other, target });
        }
        if let Some((path, why)) = Self::unholdable(order, plan, &target) {
            return Err(DownloadError::Name { path, why, target });
        }
        let needed = self.needed_bytes(order, plan);
        match free_bytes(&target) {
            Some(free) if needed > free => Err(DownloadError::NoRoom { needed, free, target }),
            _ => Ok(()),
        }
    }

    /// A file whose name cannot be, and why.
    fn unholdable(order: &Order, plan: &Plan, target: &Path) -> Option<(String, &'static str)> {
        // In a folder of the user's the name of its record is longer than that of the file.
        let behind = if order.folder.is_some() { ".metadata".len() } else { 0 };
        let most = longest_name(target).unwrap_or(usize::MAX).saturating_sub(behind);
        let missing = plan.files.iter().filter(|file| !file.is_present);
        let mut refused = missing.filter_map(|file| Some((file.path.clone(), refusal(&file.path, most)?)));
        refused.next()
    }

    /// Bytes that are still to be written, as far as their number is known.
    fn needed_bytes(&self, order: &Order, plan: &Plan) -> u64 {
        let mut contents = HashSet::new();
        let mut files: Vec<&PlannedFile> = plan.files.iter().filter(|file| !file.is_present).collect();
        files.retain(|file| order.folder.is_some() || contents.insert(&file.etag));
        files.retain(|file| !self.has_content(order, file));
        let bytes: u64 = files.iter().filter_map(|file| file.size).sum();
        let kept = match &order.folder {
            Some(folder) => {
                let names = files.iter().map(|file| (file.path.as_str(), file.etag.as_str()));
                LocalDir::new(folder.clone()).kept_bytes(names)
            }
            None => self.repo(order).kept_bytes(files.iter().map(|file| file.etag.as_str())),
        };
        bytes.saturating_sub(kept)
    }
}

/// Why there can be no file of this path where a name has so many bytes at most.
fn refusal(path: &str, most: usize) -> Option<&'static str> {
    let is_long = path.split('/').any(|segment| segment.len() > most);
    let windows = || if cfg!(windows) { windows_refusal(path) } else { None };
    if is_long { Some("is too long") } else { windows() }
}

/// The nearest folder above that is there.
pub(super) fn existing(folder: &Path) -> &Path {
    folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(folder)
}

/// Two paths that differ in case only, or of which folders do.
pub(super) fn same_name<'a>(paths: impl Iterator<Item = &'a str>) -> Option<(String, String)> {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for path in paths {
        for (end, _) in path.match_indices('/').chain([(path.len(), "")]) {
            let part = &path[..end];
            match seen.insert(part.to_lowercase(), part) {
                Some(before) if before != part => return Some((before.to_owned(), part.to_owned())),
                _ => {}
            }
        }
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
    }
}
