//! `hf spaces`: running applications.

pub mod card;
pub mod info;
pub mod list;
pub mod search;
pub mod secrets;
pub mod templates;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Spaces {
    List(Box<list::List>),
    Info(info::Info),
    Card(card::Card),
    Search(search::Search),
    Templates(templates::Templates),
    /// List, add and delete secrets
    #[command(subcommand)]
    Secrets(secrets::Secrets),
}

impl Spaces {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Info(command) => Run::waits(command.run(cx)),
            Self::Card(command) => Run::waits(command.run(cx)),
            Self::Search(command) => Run::waits(command.run(cx)),
            Self::Templates(command) => Run::waits(command.run(cx)),
            Self::Secrets(group) => group.run(cx),
        }
    }
}
