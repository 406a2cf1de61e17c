//! Where a copy goes on the Hub, by the rule of `cp -r`: a folder goes into a folder that exists and becomes one that does
//! not, and one that is named with a slash at its end gives its content alone. Asks nobody.

/// What stands somewhere in a repo or a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Nothing,
    File,
    Folder,
    Root,
}

/// One end of a copy: its path, what stands there, and whether it was named with a slash at its end.
#[derive(Debug, Clone, Copy)]
pub struct End<'a> {
    pub path: &'a str,
    pub kind: Kind,
    pub is_folder: bool,
}

impl Kind {
    /// Of a source: what is no file is a folder, if there is anything below it.
    pub fn of_source(is_file: bool, path: &str) -> Self {
        match (is_file, path) {
            (true, _) => Self::File,
            (false, "") => Self::Root,
            (false, _) => Self::Folder,
        }
    }
}

/// The path that the source gets.
pub fn target(src: End<'_>, dst: End<'_>) -> String {
    let name = src.path.rsplit('/').next().unwrap_or_default();
    let is_below = match src.kind {
        Kind::File => matches!(dst.kind, Kind::Root | Kind::Folder) || dst.is_folder,
        Kind::Folder => matches!(dst.kind, Kind::Root | Kind::Folder) && !src.is_folder,
        Kind::Nothing | Kind::Root => false,
    };
    match (is_below, dst.path) {
        (false, path) => path.to_owned(),
        (true, "") => name.to_owned(),
        (true, path) => format!("{path}/{name}"),
    }
}
