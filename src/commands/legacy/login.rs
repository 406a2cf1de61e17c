//! `hf login`, which is `hf auth login` now.

use anyhow::Result;

use crate::commands::auth::login;
use crate::context::Context;

/// Log in with an access token: now hf auth login
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth login")]
pub struct OldLogin {
    #[command(flatten)]
    command: login::Login,
}

impl OldLogin {
    pub async fn run(self, cx: &Context) -> Result<()> {
        cx.out.hint("`hf login` is now `hf auth login`");
        self.command.run(cx).await
    }
}
