//! `hf spaces storage`: the persistent storage of older Spaces. New ones mount buckets.

pub mod delete;
pub mod set;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Storage {
    Set(set::Set),
    Delete(delete::Delete),
}

impl Storage {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Set(command) => Run::waits(command.run(cx)),
            Self::Delete(command) => Run::waits(command.run(cx)),
        }
    }
}
