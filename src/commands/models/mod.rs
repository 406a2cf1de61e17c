//! `hf models`: models on the Hub.

pub mod card;
mod filters;
mod folder;
pub mod info;
pub mod init;
pub mod list;
pub mod push;
pub mod tags;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Models {
    List(Box<list::List>),
    Info(info::Info),
    Card(card::Card),
    Tags(tags::Tags),
    Init(Box<init::Init>),
    Push(Box<push::Push>),
}

impl Models {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Info(command) => Run::waits(command.run(cx)),
            Self::Card(command) => Run::waits(command.run(cx)),
            Self::Init(command) => Run::waits(command.run(cx)),
            Self::Push(command) => Run::waits(command.run(cx)).resumes(),
            Self::Tags(command) => Run::waits(command.run(cx)),
        }
    }
}
