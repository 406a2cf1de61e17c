//! `--include` and `--exclude`.

/// Which files of a repo or of a folder are meant, by Python's `fnmatch`: `*` crosses slashes.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct PatternArgs {
    /// Only include files that match; may be repeated
    #[arg(long, value_name = "PATTERN")]
    pub include: Vec<String>,
    /// Skip files that match; may be repeated
    #[arg(long, value_name = "PATTERN")]
    pub exclude: Vec<String>,
}
