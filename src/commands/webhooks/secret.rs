//! The secret that a webhook and its receiver share.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, anyhow};

use crate::args::missing::UnreadableInput;
use crate::base::secret::Secret;
use crate::context::Context;

/// `--secret` and `--secret-file`.
#[derive(clap::Args)]
pub(super) struct SecretArgs {
    /// Secret of the webhook; prefer --secret-file or the variable WEBHOOK_SECRET
    #[arg(long, value_name = "TEXT", value_parser = parse, conflicts_with = "secret_file")]
    secret: Option<Secret>,
    /// File with the secret of the webhook
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
}

impl SecretArgs {
    /// The secret, if there is one.
    pub(super) fn read(&self, cx: &Context) -> Result<Option<Secret>> {
        if let Some(secret) = &self.secret {
            cx.out.warning("a secret on the command line stays in your shell history");
            return Ok(Some(secret.clone()));
        }
        if let Some(file) = &self.secret_file {
            let text = fs::read_to_string(file).map_err(UnreadableInput::at(file))?;
            let secret = Secret::parse(&text).ok_or_else(|| anyhow!("'{}' is empty", file.display()))?;
            return Ok(Some(secret));
        }
        Ok(cx.config.variable("WEBHOOK_SECRET").and_then(|text| Secret::parse(&text)))
    }
}

/// A secret that was typed.
pub(super) fn parse(text: &str) -> Result<Secret, &'static str> {
    Secret::parse(text).ok_or("it is empty")
}
