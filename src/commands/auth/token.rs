//! `hf auth token`.

use anyhow::Result;

use crate::auth::{NotLoggedIn, resolve};
use crate::context::Context;

/// Print the active token
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth token")]
pub struct Token {}

impl Token {
    #[expect(clippy::unused_async, reason = "every verb has the same shape")]
    pub async fn run(self, cx: &Context) -> Result<()> {
        let found = resolve::stored(&cx.config)?.ok_or(NotLoggedIn)?;
        cx.out.raw(found.token.expose())?;
        cx.out.hint("see whose token it is with `hf auth whoami`");
        Ok(())
    }
}
