//! `hf sandbox process`: what runs in the background of a sandbox.

pub mod kill;
pub mod ls;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Process {
    Ls(ls::Ls),
    Kill(kill::Kill),
}

impl Process {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Ls(command) => Run::waits(command.run(cx)),
            Self::Kill(command) => Run::waits(command.run(cx)),
        }
    }
}
