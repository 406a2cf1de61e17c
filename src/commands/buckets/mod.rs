//! `hf buckets`: folders of files on the Hub, without a history.

pub mod cp;
pub mod create;
pub mod delete;
pub mod info;
pub mod list;
pub mod r#move;
pub mod remove;
pub mod settings;
pub mod sync;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Buckets {
    List(list::List),
    Info(info::Info),
    Create(create::Create),
    Delete(delete::Delete),
    Remove(remove::Remove),
    Move(r#move::Move),
    Settings(settings::Settings),
    Cp(Box<cp::Cp>),
    Sync(Box<sync::Sync>),
}

impl Buckets {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Info(command) => Run::waits(command.run(cx)),
            Self::Create(command) => Run::waits(command.run(cx)),
            Self::Delete(command) => Run::waits(command.run(cx)),
            Self::Remove(command) => Run::waits(command.run(cx)),
            Self::Move(command) => Run::waits(command.run(cx)),
            Self::Settings(command) => Run::waits(command.run(cx)),
            Self::Cp(command) => Run::waits(command.run(cx)).resumes(),
            Self::Sync(command) => Run::waits(command.run(cx)).resumes(),
        }
    }
}
