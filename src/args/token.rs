//! `--token`.

use crate::base::secret::Secret;

/// The account that a command acts for.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct TokenArg {
    /// Access token; prefer HF_TOKEN or `hf auth login`, which stay out of the shell's history
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
}

impl TokenArg {
    /// The token of the flag; an empty one counts as none.
    pub fn given(&self) -> Option<Secret> {
        Secret::parse(self.token.as_deref()?)
    }
}
