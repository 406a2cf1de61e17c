//! `hf discussions`: discussions and pull requests of repos.

mod attachments;
mod changed;
pub mod close;
pub mod comment;
pub mod create;
pub mod diff;
pub mod edit;
pub mod hide;
pub mod info;
pub mod list;
pub mod merge;
pub mod rename;
pub mod reopen;
mod status;
mod text;
mod view;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Discussions {
    List(list::List),
    Info(info::Info),
    Diff(diff::Diff),
    Create(Box<create::Create>),
    Comment(Box<comment::Comment>),
    Edit(Box<edit::Edit>),
    Hide(hide::Hide),
    Rename(rename::Rename),
    Close(close::Close),
    Reopen(reopen::Reopen),
    Merge(merge::Merge),
}

impl Discussions {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Info(command) => Run::waits(command.run(cx)),
            Self::Diff(command) => Run::waits(command.run(cx)),
            Self::Create(command) => Run::waits(command.run(cx)),
            Self::Comment(command) => Run::waits(command.run(cx)),
            Self::Edit(command) => Run::waits(command.run(cx)),
            Self::Hide(command) => Run::waits(command.run(cx)),
            Self::Rename(command) => Run::waits(command.run(cx)),
            Self::Close(command) => Run::waits(command.run(cx)),
            Self::Reopen(command) => Run::waits(command.run(cx)),
            Self::Merge(command) => Run::waits(command.run(cx)),
        }
    }
}
