//! `hf endpoints catalog`: models with recipes that are known to deploy well.

pub mod deploy;
pub mod list;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Catalog {
    #[command(visible_alias = "ls")]
    List(list::List),
    Deploy(deploy::Deploy),
}

impl Catalog {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Deploy(command) => Run::waits(command.run(cx)),
        }
    }
}
