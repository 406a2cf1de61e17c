//! `hf repo-files`, which is `hf repos delete-files` now.

pub mod delete;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum OldRepoFiles {
    Delete(Box<delete::OldDelete>),
}

impl OldRepoFiles {
    pub fn run(self, cx: &Context) -> Run<'_> {
        let Self::Delete(command) = self;
        Run::waits(command.run(cx))
    }
}
