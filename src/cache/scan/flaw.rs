//! What is wrong with a part of a cache folder, in words that a person can act on.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::ids::repo::RepoKind;

/// Something that does not belong where it is, leads nowhere, or cannot be read. The rest is listed all the same.
#[derive(Debug)]
pub enum Flaw {
    /// A file where folders of repos are.
    NotAFolder(PathBuf),
    /// A folder that is named like no repo.
    NotARepo(PathBuf),
    /// A repo without `snapshots/`.
    NoSnapshots(PathBuf),
    /// `refs` is a file.
    RefsIsAFile(PathBuf),
    /// A file where folders of revisions are.
    NotARevision(PathBuf),
    /// An entry of a snapshot whose content is gone: the entry, and where it leads.
    NoContent(PathBuf, PathBuf),
    /// A ref that names a revision which is not there: the file, and what it says.
    NoRevision(PathBuf, String),
    /// A link where a folder of the repo should be: what is below it may be anywhere.
    LinkedFolder(PathBuf),
    /// The system refuses to show it.
    Unreadable(PathBuf, io::Error),
}

impl Flaw {
    /// What kind of thing is wrong, in two words.
    pub fn mark(&self) -> &'static str {
        match self {
            Self::NotAFolder(_) | Self::NotARevision(_) => "stray file",
            Self::NotARepo(_) => "stray folder",
            Self::NoSnapshots(_) => "no snapshots",
            Self::RefsIsAFile(_) => "no refs",
            Self::NoContent(..) => "missing content",
            Self::NoRevision(..) => "missing revision",
            Self::LinkedFolder(_) => "linked folder",
            Self::Unreadable(..) => "unreadable",
        }
    }

    /// What is wrong.
    pub fn path(&self) -> &Path {
        match self {
            Self::NotAFolder(path)
            | Self::NotARepo(path)
            | Self::NoSnapshots(path)
            | Self::RefsIsAFile(path)
            | Self::NotARevision(path)
            | Self::LinkedFolder(path)
            | Self::NoContent(path, _)
            | Self::NoRevision(path, _)
            | Self::Unreadable(path, _) => path,
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path().display();
        match self {
            Self::NotAFolder(_) => write!(formatter, "'{path}' is a file, where only repos should be"),
            Self::NotARepo(_) => {
                let kinds = RepoKind::ALL.map(|kind| format!("{}--", kind.plural())).join(", ");
                write!(formatter, "'{path}' is no repo: its name begins with none of {kinds}")
            }
            Self::NoSnapshots(_) => write!(formatter, "'{path}' is missing: no file of the repo is here"),
            Self::RefsIsAFile(_) => write!(formatter, "'{path}' is a file and should be a folder"),
            Self::NotARevision(_) => write!(formatter, "'{path}' is no folder, where only revisions should be"),
            Self::NoContent(_, blob) => write!(formatter, "'{path}' leads to '{}', which is missing", blob.display()),
            Self::NoRevision(_, commit) => {
                write!(formatter, "'{path}' names the revision '{}', which is not here", commit.escape_debug())
            }
            Self::LinkedFolder(_) => write!(formatter, "'{path}' is a link and should be a folder"),
            Self::Unreadable(_, error) => write!(formatter, "'{path}' cannot be read: {error}"),
        }
    }
}
