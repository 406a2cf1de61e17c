//! `hf auth status`.

use anyhow::Result;
use serde::Serialize;

use crate::args::token::TokenArg;
use crate::auth::NotLoggedIn;
use crate::auth::resolve::{Found, Source};
use crate::context::Context;

/// Show which token is used, where it comes from, and what it may do
///
/// The Hub is asked whether it takes the token; if not, the command fails with status 4.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf auth status
  $ hf auth status --json")]
pub struct Status {
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Shown {
    user: String,
    endpoint: String,
    token_name: String,
    source: String,
    /// `read`, `write` or `fineGrained`; a browser's token has none.
    role: Option<String>,
    /// What a fine-grained token may do, each with what it is for.
    scopes: Vec<String>,
    /// In UTC.
    expires_at: Option<String>,
}

impl Status {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let found = match self.token.given() {
            Some(token) => Found::lasting(token, Source::Flag),
            None => cx.signed_in().await?.ok_or(NotLoggedIn)?,
        };
        let source = found.source.to_string();
        let account = cx.hub_as(Some(found))?.whoami().await?;
        let shown = Shown {
            endpoint: cx.config.shown_endpoint(),
            token_name: account.token_name(),
            source,
            role: account.role().map(str::to_owned),
            scopes: account.scopes(),
            expires_at: account.expires_at().map(str::to_owned),
            user: account.name,
        };
        Ok(cx.out.done("The token is valid", &shown)?)
    }
}
