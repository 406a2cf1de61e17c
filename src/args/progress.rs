//! `--progress`.

use crate::output::ProgressMode;

/// How a transfer is shown.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ProgressArg {
    /// How to show progress on standard error
    #[arg(long, value_enum, value_name = "MODE", default_value_t)]
    pub progress: ProgressMode,
}
