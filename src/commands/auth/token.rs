//! `hf auth token`.

use anyhow::Result;

use crate::auth::NotLoggedIn;
use crate::context::Context;

/// Print the active token
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth token")]
pub struct Token {}

impl Token {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let found = cx.signed_in().await?.ok_or(NotLoggedIn)?;
        cx.out.raw(found.token().expose())?;
        cx.out.hint("see whose token it is with `hf auth whoami`");
        Ok(())
    }
}
