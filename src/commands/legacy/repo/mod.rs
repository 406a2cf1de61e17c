//! `hf repo`, which is `hf repos` now.

pub mod create;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum OldRepo {
    Create(Box<create::OldCreate>),
}

impl OldRepo {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Create(command) => Run::waits(command.run(cx)),
        }
    }
}
