//! `--link-mode`.

use clap::ValueEnum;

use crate::base::fs::SecondName;

/// How a file gets its content from another that stays where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LinkMode {
    /// Reflink if possible, else a hard link for files of 5 MB and more, else a copy
    Auto,
    /// Symbolic link, which breaks when the cache is cleaned
    Symlink,
    /// Hard link: writing to one file changes the other
    Hardlink,
    /// Copy that shares disk blocks, where the file system supports it (Btrfs, XFS, bcachefs)
    Reflink,
    /// Copy
    Copy,
}

impl LinkMode {
    /// The only way, or `None` for the best that works.
    pub fn only(self) -> Option<SecondName> {
        match self {
            Self::Auto => None,
            Self::Symlink => Some(SecondName::Symlink),
            Self::Hardlink => Some(SecondName::Hardlink),
            Self::Reflink => Some(SecondName::Reflink),
            Self::Copy => Some(SecondName::Copy),
        }
    }
}
