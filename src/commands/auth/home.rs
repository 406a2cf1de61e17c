//! Where a token is kept.

/// A place for tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Home {
    /// The files of HF_HOME, which Python tools read too
    File,
    /// The system's keyring, which Python tools do not read
    Keyring,
}
