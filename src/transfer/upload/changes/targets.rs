//! The paths that changes are about: put as the Hub takes them, and no two changes of one.

use std::collections::HashSet;

use super::super::plan::path_in_repo;
use super::change::Change;
use crate::transfer::upload::UploadError;

/// The changes with their paths checked.
///
/// # Errors
/// [`UploadError::Path`], [`UploadError::Twice`].
pub(super) fn checked(changes: Vec<Change>) -> Result<Vec<Change>, UploadError> {
    let changes: Vec<Change> = changes.into_iter().map(with_clean_path).collect::<Result<_, _>>()?;
    let mut seen = HashSet::new();
    let twice = changes.iter().find(|change| !is_open_ended(change) && !seen.insert(change.path()));
    match twice {
        Some(change) => Err(UploadError::Twice { path: change.path().to_owned() }),
        None => Ok(changes),
    }
}

/// Whether a deletion of the file, or of a folder that it is in, is among the changes.
pub(super) fn is_deleted(changes: &[Change], path: &str) -> bool {
    let covers = |gone: &str| gone == path || (gone.ends_with('/') && path.starts_with(gone));
    changes.iter().any(|change| matches!(change, Change::Delete { path } if covers(path)))
}

/// The files that a copied folder brings are not known yet.
fn is_open_ended(change: &Change) -> bool {
    matches!(change, Change::Copy { from, .. } if from.is_folder())
}

fn with_clean_path(change: Change) -> Result<Change, UploadError> {
    Ok(match change {
        Change::Add { path, content } => Change::Add { path: file(&path)?, content },
        Change::Delete { path } => Change::Delete { path: clean(&path)? },
        Change::Copy { path, from } if from.is_folder() => Change::Copy { path: folder(&path)?, from },
        Change::Copy { path, from } => Change::Copy { path: file(&path)?, from },
    })
}

pub(super) fn file(path: &str) -> Result<String, UploadError> {
    if path.ends_with('/') {
        return Err(UploadError::Path { path: path.to_owned(), why: "a file needs a name" });
    }
    clean(path)
}

/// The beginning of its files' paths: empty for the root.
fn folder(path: &str) -> Result<String, UploadError> {
    match path.trim_end_matches('/') {
        "" | "." => Ok(String::new()),
        path => Ok(clean(path)? + "/"),
    }
}

fn clean(path: &str) -> Result<String, UploadError> {
    let refused = |why| Err(UploadError::Path { path: path.to_owned(), why });
    let clean = path_in_repo(path)?;
    let inner = clean.strip_suffix('/').unwrap_or(&clean);
    if inner.split('/').any(|part| part.is_empty() || part == ".") {
        return refused("a part of it is empty or '.'");
    }
    if inner.contains(char::is_control) {
        return refused("it contains a control character");
    }
    Ok(clean)
}

#[cfg(test)]
mod tests {
    use super::super::change::{Change, CopySource, NewContent};
    use super::{checked, is_deleted};
    use crate::transfer::upload::UploadError;

    fn add(path: &str) -> Change {
        Change::Add { path: path.to_owned(), content: NewContent::File("x".into()) }
    }

    fn delete(path: &str) -> Change {
        Change::Delete { path: path.to_owned() }
    }

    fn copy(path: &str, from: &str) -> Change {
        let from = CopySource { repo: None, revision: None, path: from.to_owned() };
        Change::Copy { path: path.to_owned(), from }
    }

    fn paths(changes: Vec<Change>) -> Vec<String> {
        checked(changes).unwrap().iter().map(|change| change.path().to_owned()).collect()
    }

    #[test]
    fn paths_are_put_as_the_hub_takes_them() {
        let changes = vec![add("/a"), delete("./d/"), copy("e/f", "g"), copy("/", "h/"), copy("i", "")];
        assert_eq!(paths(changes), ["a", "d/", "e/f", "", "i/"]);
    }

    #[test]
    fn paths_that_no_repo_takes_are_refused() {
        for change in
            [add(""), add("a/"), add("a//b"), add("././a"), add("../a"), add(".git/x"), add("a\nb"), delete("/")]
        {
            assert!(matches!(checked(vec![change]), Err(UploadError::Path { .. })));
        }
    }

    #[test]
    fn two_changes_of_one_path_are_refused_and_a_new_file_in_a_deleted_folder_is_not() {
        for changes in [vec![add("a"), add("./a")], vec![add("a"), delete("a")], vec![copy("a", "b"), add("a")]] {
            assert!(matches!(checked(changes), Err(UploadError::Twice { .. })));
        }
        let changes = vec![delete("d/"), add("d/a"), copy("b", "a"), delete("a")];
        assert_eq!(paths(changes.clone()).len(), 4);
        assert!(is_deleted(&changes, "d/a") && is_deleted(&changes, "a"));
        assert!(!is_deleted(&changes, "b") && !is_deleted(&changes, "da"));
    }
}
