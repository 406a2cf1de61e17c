//! `hf repo`, which is `hf repos` now.

pub mod create;
pub mod tag;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum OldRepo {
    Create(Box<create::OldCreate>),
    /// Create, list and delete tags: now hf repos tag
    #[command(subcommand)]
    Tag(tag::OldTag),
}

impl OldRepo {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Create(command) => Run::waits(command.run(cx)),
            Self::Tag(group) => group.run(cx),
        }
    }
}
