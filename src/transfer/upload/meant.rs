//! What is meant by the local path and the path in the repo as they were typed, said or unsaid. Looks at the disk
//! only through the question it is given.

use super::UploadError;

/// What a local path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDisk {
    /// A file, or a link to one.
    File,
    /// A folder, or a link to one.
    Folder,
    /// There is nothing of that name.
    Nothing,
}

/// The words of the command line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typed<'a> {
    /// The last part of the repo's id: what is uploaded when nothing is said.
    pub name: &'a str,
    /// The second word: a path here.
    pub local: Option<&'a str>,
    /// The third word: a path in the repo.
    pub into: Option<&'a str>,
    /// The patterns of `--include`.
    pub include: &'a [String],
}

/// What they mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// The file or the folder.
    pub local: String,
    /// Whether it is a file.
    pub is_file: bool,
    /// The path of the file, or of the folder that the files go into (`.` for the root).
    pub into: String,
    /// Patterns of the files that are meant; all when there are none.
    pub include: Vec<String>,
}

/// Applies the rules of the Python client: an existing path is never a pattern; a pattern is looked for in the current
/// folder; without a local path, the file or folder called as the repo is meant.
///
/// # Errors
/// [`UploadError::Unsaid`] and [`UploadError::Misuse`].
pub fn meant(typed: &Typed<'_>, look: impl Fn(&str) -> OnDisk) -> Result<Meant, UploadError> {
    let include = typed.include.to_vec();
    let Some(local) = typed.local else {
        let (is_file, into) = match look(typed.name) {
            OnDisk::File => (true, typed.name),
            OnDisk::Folder => (false, "."),
            OnDisk::Nothing => return Err(UploadError::Unsaid { name: typed.name.to_owned() }),
        };
        return Ok(Meant { local: typed.name.to_owned(), is_file, into: into.to_owned(), include });
    };
    let found = look(local);
    if found == OnDisk::Nothing && local.contains(['*', '?', '[']) {
        return pattern(local, typed);
    }
    let name = local.rsplit('/').next().unwrap_or(local);
    let into = match (typed.into, found) {
        (Some(folder), OnDisk::File) if folder.ends_with('/') => format!("{folder}{name}"),
        (Some(into), _) => into.to_owned(),
        (None, OnDisk::File) => name.to_owned(),
        (None, OnDisk::Folder | OnDisk::Nothing) => ".".to_owned(),
    };
    Ok(Meant { local: local.to_owned(), is_file: found == OnDisk::File, into, include })
}

fn pattern(local: &str, typed: &Typed<'_>) -> Result<Meant, UploadError> {
    if !typed.include.is_empty() {
        return Err(UploadError::Misuse { what: "--include cannot be used when the local path is a pattern" });
    }
    if typed.into.is_some_and(|into| into != ".") {
        return Err(UploadError::Misuse {
            what: "a path in the repo cannot be given when the local path is a pattern",
        });
    }
    // Paths are compared without the `./` that a shell's user may type.
    let pattern = local.strip_prefix("./").unwrap_or(local);
    Ok(Meant { local: ".".to_owned(), is_file: false, into: ".".to_owned(), include: vec![pattern.to_owned()] })
}

#[cfg(test)]
mod tests {
    use super::{Meant, OnDisk, Typed, meant};

    fn look(path: &str) -> OnDisk {
        match path {
            "model" | "d/model [v2].bin" | "/abs/a.txt" => OnDisk::File,
            "folder" | "d" | "." => OnDisk::Folder,
            _ => OnDisk::Nothing,
        }
    }

    fn of(name: &str, local: Option<&str>, into: Option<&str>) -> Option<(String, String)> {
        let found = meant(&Typed { name, local, into, include: &[] }, look).ok()?;
        Some((found.local, found.into))
    }

    fn pair(local: &str, into: &str) -> Option<(String, String)> {
        Some((local.to_owned(), into.to_owned()))
    }

    #[test]
    fn without_a_local_path_the_repos_name_is_meant() {
        assert_eq!(of("model", None, None), pair("model", "model"));
        assert_eq!(of("folder", None, None), pair("folder", "."));
        assert_eq!(of("other", None, None), None);
    }

    #[test]
    fn a_file_keeps_its_name_and_a_folder_goes_to_the_root() {
        assert_eq!(of("r", Some("/abs/a.txt"), None), pair("/abs/a.txt", "a.txt"));
        assert_eq!(of("r", Some("/abs/a.txt"), Some("x/")), pair("/abs/a.txt", "x/a.txt"));
        assert_eq!(of("r", Some("d"), None), pair("d", "."));
        assert_eq!(of("r", Some("d"), Some("x/y")), pair("d", "x/y"));
        assert_eq!(of("r", Some("gone"), None), pair("gone", "."));
    }

    #[test]
    fn a_pattern_is_looked_for_here() {
        let found = meant(&Typed { name: "r", local: Some("./*.json"), into: None, include: &[] }, look).unwrap();
        let expected = Meant { local: ".".into(), is_file: false, into: ".".into(), include: vec!["*.json".into()] };
        assert_eq!(found, expected);
        assert_eq!(of("r", Some("*.json"), Some("x")), None);
        let include = ["a".to_owned()];
        assert!(meant(&Typed { name: "r", local: Some("*"), into: None, include: &include }, look).is_err());
    }

    #[test]
    fn what_exists_is_no_pattern() {
        assert_eq!(of("r", Some("d/model [v2].bin"), None), pair("d/model [v2].bin", "model [v2].bin"));
    }
}
