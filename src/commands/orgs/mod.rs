//! `hf orgs`: organizations on the Hub.

pub mod followers;
pub mod info;
pub mod members;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Orgs {
    Info(info::Info),
    Members(members::Members),
    Followers(followers::Followers),
}

impl Orgs {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Info(command) => Run::waits(command.run(cx)),
            Self::Members(command) => Run::waits(command.run(cx)),
            Self::Followers(command) => Run::waits(command.run(cx)),
        }
    }
}
