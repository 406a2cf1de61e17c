//! `--revision`.

use crate::ids::revision::Revision;

/// A branch, a tag, a pull request's ref or a commit.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct RevisionArg {
    /// Branch, tag, commit hash, or refs/pr/N
    #[arg(long, value_name = "REVISION")]
    pub revision: Option<Revision>,
}
