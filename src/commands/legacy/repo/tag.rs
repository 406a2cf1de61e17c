//! `hf repo tag`, which is `hf repos tag` now.

use crate::commands::repos::tag::Tag;
use crate::commands::run::Run;
use crate::context::Context;

/// Its verbs are those of today.
#[derive(clap::Subcommand)]
pub enum OldTag {
    #[command(flatten)]
    Today(Tag),
}

impl OldTag {
    pub fn run(self, cx: &Context) -> Run<'_> {
        cx.out.hint("`hf repo tag` is now `hf repos tag`");
        let Self::Today(verb) = self;
        verb.run(cx)
    }
}
