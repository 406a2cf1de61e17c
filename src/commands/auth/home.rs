//! Where a token is kept.

/// A place for tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Home {
    /// Files in HF_HOME, which Python tools read too
    File,
    /// The system keyring, which Python tools cannot read
    Keyring,
}
