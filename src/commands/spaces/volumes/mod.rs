//! `hf spaces volumes`: repos and buckets that a Space mounts as folders.

pub mod delete;
pub mod list;
pub mod set;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Volumes {
    List(list::List),
    Set(set::Set),
    Delete(delete::Delete),
}

impl Volumes {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Set(command) => Run::waits(command.run(cx)),
            Self::Delete(command) => Run::waits(command.run(cx)),
        }
    }
}
