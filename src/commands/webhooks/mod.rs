//! `hf webhooks`: addresses that the Hub calls, and jobs that it starts.

pub mod create;
pub mod delete;
mod desk;
pub mod disable;
pub mod enable;
mod handler;
pub mod info;
pub mod list;
pub mod listen;
mod registration;
mod secret;
mod spec;
pub mod test;
mod tunnel;
pub mod update;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Webhooks {
    List(list::List),
    Info(info::Info),
    Create(Box<create::Create>),
    Update(Box<update::Update>),
    Enable(enable::Enable),
    Disable(disable::Disable),
    Delete(delete::Delete),
    Listen(Box<listen::Listen>),
    Test(test::Test),
}

impl Webhooks {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Info(command) => Run::waits(command.run(cx)),
            Self::Create(command) => Run::waits(command.run(cx)),
            Self::Update(command) => Run::waits(command.run(cx)),
            Self::Enable(command) => Run::waits(command.run(cx)),
            Self::Disable(command) => Run::waits(command.run(cx)),
            Self::Delete(command) => Run::waits(command.run(cx)),
            Self::Listen(command) => Run::waits(command.run(cx)).ends_on_interrupt(),
            Self::Test(command) => Run::waits(command.run(cx)),
        }
    }
}
