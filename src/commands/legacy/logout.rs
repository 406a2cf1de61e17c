//! `hf logout`, which is `hf auth logout` now.

use anyhow::Result;

use crate::commands::auth::logout;
use crate::context::Context;

/// Log out: now hf auth logout
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth logout")]
pub struct OldLogout {
    #[command(flatten)]
    command: logout::Logout,
}

impl OldLogout {
    pub async fn run(self, cx: &Context) -> Result<()> {
        cx.out.hint("`hf logout` is now `hf auth logout`");
        self.command.run(cx).await
    }
}
