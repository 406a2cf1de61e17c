//! `hf extensions`: commands that others have written, each from a GitHub repository. One runs only where the user has
//! named it: by installing it, and by its name afterwards.

pub mod exec;
mod fetch;
pub mod install;
pub mod installed;
pub mod list;
mod python;
pub mod remove;
pub mod search;
pub mod update;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Extensions {
    Install(install::Install),
    Update(update::Update),
    Exec(exec::Exec),
    List(list::List),
    Search(search::Search),
    Remove(remove::Remove),
}

impl Extensions {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Install(command) => Run::waits(command.run(cx)),
            Self::Update(command) => Run::waits(command.run(cx)),
            Self::Exec(command) => Run::done(command.run(cx)),
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Search(command) => Run::waits(command.run(cx)),
            Self::Remove(command) => Run::done(command.run(cx)),
        }
    }
}
