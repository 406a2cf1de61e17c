//! `hf sandbox pool`: machines that many sandboxes share.

pub mod create;
pub mod delete;
pub mod ls;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Pool {
    Create(create::Create),
    Ls(ls::Ls),
    Delete(delete::Delete),
}

impl Pool {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Create(command) => Run::waits(command.run(cx)).ends_on_interrupt(),
            Self::Ls(command) => Run::waits(command.run(cx)),
            Self::Delete(command) => Run::waits(command.run(cx)),
        }
    }
}
