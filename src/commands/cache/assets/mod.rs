//! `hf cache assets`: folders that libraries have in the cache for files of their own.

mod folder;
pub mod list;
pub mod path;
pub mod rm;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Assets {
    Path(path::AssetsPath),
    List(list::List),
    Rm(rm::Rm),
}

impl Assets {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Path(command) => Run::done(command.run(cx)),
            Self::List(command) => Run::done(command.run(cx)),
            Self::Rm(command) => Run::done(command.run(cx)),
        }
    }
}
