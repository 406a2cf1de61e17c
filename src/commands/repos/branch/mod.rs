//! `hf repos branch`: lines of commits.

mod changed;
pub mod create;
pub mod delete;
pub mod list;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Branch {
    List(list::List),
    Create(create::Create),
    Delete(delete::Delete),
}

impl Branch {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Create(command) => Run::waits(command.run(cx)),
            Self::Delete(command) => Run::waits(command.run(cx)),
        }
    }
}
