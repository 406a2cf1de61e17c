//! `hf repos lfs`: the large files that a repo keeps.

pub mod list;
pub mod rm;
pub mod track;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Lfs {
    List(list::List),
    Rm(rm::Remove),
    Track(track::Track),
}

impl Lfs {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Rm(command) => Run::waits(command.run(cx)),
            Self::Track(command) => Run::done(command.run(cx)),
        }
    }
}
