//! `hf skills`: instructions for AI agents, in the folders where agents look for them. The one for this program is made
//! from its own command tree; others come from a bucket on the Hub.

pub mod add;
pub mod document;
pub mod list;
mod market;
mod place;
pub mod preview;
pub mod update;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Skills {
    Preview(preview::Preview),
    List(list::List),
    Add(add::Add),
    Update(update::Update),
}

impl Skills {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Preview(command) => Run::done(command.run(cx)),
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Add(command) => Run::waits(command.run(cx)),
            Self::Update(command) => Run::waits(command.run(cx)),
        }
    }
}
