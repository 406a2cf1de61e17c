//! `hf papers`: papers, and what people make of them.

pub mod info;
pub mod list;
pub mod read;
pub mod search;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Papers {
    List(list::List),
    Search(search::Search),
    Info(info::Info),
    Read(read::Read),
}

impl Papers {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Search(command) => Run::waits(command.run(cx)),
            Self::Info(command) => Run::waits(command.run(cx)),
            Self::Read(command) => Run::waits(command.run(cx)),
        }
    }
}
