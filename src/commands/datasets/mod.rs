//! `hf datasets`: datasets on the Hub.

pub mod card;
pub mod info;
pub mod leaderboard;
pub mod list;
pub mod tags;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Datasets {
    List(Box<list::List>),
    Info(info::Info),
    Card(card::Card),
    Leaderboard(leaderboard::Leaderboard),
    Tags(tags::Tags),
}

impl Datasets {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Info(command) => Run::waits(command.run(cx)),
            Self::Card(command) => Run::waits(command.run(cx)),
            Self::Leaderboard(command) => Run::waits(command.run(cx)),
            Self::Tags(command) => Run::waits(command.run(cx)),
        }
    }
}
