//! `hf users`: users of the Hub.

pub mod followers;
pub mod following;
pub mod info;
pub mod likes;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Users {
    Info(info::Info),
    Followers(followers::Followers),
    Following(following::Following),
    Likes(likes::Likes),
}

impl Users {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Info(command) => Run::waits(command.run(cx)),
            Self::Followers(command) => Run::waits(command.run(cx)),
            Self::Following(command) => Run::waits(command.run(cx)),
            Self::Likes(command) => Run::waits(command.run(cx)),
        }
    }
}
