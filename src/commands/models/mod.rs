//! `hf models`: models on the Hub.

pub mod card;
mod filters;
pub mod info;
pub mod list;
pub mod tags;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Models {
    List(Box<list::List>),
    Info(info::Info),
    Card(card::Card),
    Tags(tags::Tags),
}

impl Models {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Info(command) => Run::waits(command.run(cx)),
            Self::Card(command) => Run::waits(command.run(cx)),
            Self::Tags(command) => Run::waits(command.run(cx)),
        }
    }
}
