//! `hf collections`: lists of repos and papers that people put together.

pub mod add_item;
mod changed;
pub mod create;
pub mod delete;
pub mod delete_item;
pub mod info;
mod item;
pub mod list;
pub mod update;
pub mod update_item;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Collections {
    List(list::List),
    Info(info::Info),
    Create(create::Create),
    Update(update::Update),
    Delete(delete::Delete),
    AddItem(add_item::AddItem),
    UpdateItem(update_item::UpdateItem),
    DeleteItem(delete_item::DeleteItem),
}

impl Collections {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Info(command) => Run::waits(command.run(cx)),
            Self::Create(command) => Run::waits(command.run(cx)),
            Self::Update(command) => Run::waits(command.run(cx)),
            Self::Delete(command) => Run::waits(command.run(cx)),
            Self::AddItem(command) => Run::waits(command.run(cx)),
            Self::UpdateItem(command) => Run::waits(command.run(cx)),
            Self::DeleteItem(command) => Run::waits(command.run(cx)),
        }
    }
}
