//! `hf repos tag`: names for commits that do not move.

mod changed;
pub mod create;
pub mod delete;
pub mod list;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Tag {
    List(list::List),
    Create(create::Create),
    Delete(delete::Delete),
}

impl Tag {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Create(command) => Run::waits(command.run(cx)),
            Self::Delete(command) => Run::waits(command.run(cx)),
        }
    }
}
