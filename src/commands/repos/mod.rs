//! `hf repos`: repos as a whole.

pub mod create;
mod space_machine;
pub mod tag;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Repos {
    Create(Box<create::Create>),
    /// List, create and delete tags
    #[command(subcommand)]
    Tag(tag::Tag),
}

impl Repos {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Create(command) => Run::waits(command.run(cx)),
            Self::Tag(group) => group.run(cx),
        }
    }
}
