//! `--token`.

use crate::base::secret::Secret;

/// The account that a command acts for.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct TokenArg {
    /// Access token; prefer HF_TOKEN or `hf auth login`, which keep it out of your shell history
    #[arg(long, value_name = "TOKEN", value_parser = parse)]
    token: Option<Secret>,
}

impl TokenArg {
    /// The token of the flag.
    pub fn given(&self) -> Option<Secret> {
        self.token.clone()
    }
}

/// An unset variable of a script is no wish to be somebody else.
fn parse(text: &str) -> Result<Secret, &'static str> {
    Secret::parse(text).ok_or("it is empty")
}
