//! What verbs that delete one thing take beside its name.

use super::confirm::YesArg;
use super::exists::MissingOkArg;
use super::token::TokenArg;

/// `--yes`, `--missing-ok` and `--token`.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct DeletionArgs {
    #[command(flatten)]
    pub yes: YesArg,
    #[command(flatten)]
    pub missing_ok: MissingOkArg,
    #[command(flatten)]
    pub token: TokenArg,
}
