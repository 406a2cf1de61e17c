//! `hf whoami`, which is `hf auth whoami` now.

use anyhow::Result;

use crate::commands::auth::whoami;
use crate::context::Context;

/// Show which account you are logged in to: now hf auth whoami
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth whoami")]
pub struct OldWhoami {
    #[command(flatten)]
    command: whoami::Whoami,
}

impl OldWhoami {
    pub async fn run(self, cx: &Context) -> Result<()> {
        cx.out.hint("`hf whoami` is now `hf auth whoami`");
        self.command.run(cx).await
    }
}
