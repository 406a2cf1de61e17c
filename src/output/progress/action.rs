//! The verbs of a transfer, as people read them.

/// What the transfer does, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Download,
    Upload,
    Copy,
    Sync,
    Export,
    Import,
}

impl Action {
    pub(super) const fn doing(self) -> &'static str {
        match self {
            Self::Download => "Downloading",
            Self::Upload => "Uploading",
            Self::Copy => "Copying",
            Self::Sync => "Syncing",
            Self::Export => "Exporting",
            Self::Import => "Importing",
        }
    }

    pub(super) const fn done(self) -> &'static str {
        match self {
            Self::Download => "Downloaded",
            Self::Upload => "Uploaded",
            Self::Copy => "Copied",
            Self::Sync => "Synced",
            Self::Export => "Exported",
            Self::Import => "Imported",
        }
    }
}
