//! `hf spaces variables`: variables of a Space that anybody who sees it may read.

pub mod add;
pub mod delete;
pub mod list;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Variables {
    List(list::List),
    Add(add::Add),
    Delete(delete::Delete),
}

impl Variables {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Add(command) => Run::waits(command.run(cx)),
            Self::Delete(command) => Run::waits(command.run(cx)),
        }
    }
}
