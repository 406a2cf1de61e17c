//! `--link-mode`.

use clap::ValueEnum;

use crate::base::fs::SecondName;

/// How a file gets its content from another that stays where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LinkMode {
    /// A reflink; else a hard link of 5 MB and more, and a copy of what is smaller or on another disk
    Auto,
    /// A symbolic link, which leads nowhere once the cache is cleaned
    Symlink,
    /// A hard link: what is written into one file is in the other, too
    Hardlink,
    /// A copy that shares the disk's blocks, where the file system can (Btrfs, XFS, bcachefs)
    Reflink,
    /// A copy
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
