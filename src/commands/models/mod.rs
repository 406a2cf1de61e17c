//! `hf models`: models on the Hub.

mod filters;
pub mod info;
pub mod list;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Models {
    List(Box<list::List>),
    Info(info::Info),
}

impl Models {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Info(command) => Run::waits(command.run(cx)),
        }
    }
}
