//! `hf repos access`: who may read the files of a gated repo.

pub mod accept;
pub mod ask;
pub mod cancel;
pub mod check;
mod decision;
mod form;
pub mod grant;
pub mod list;
pub mod reject;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Access {
    List(list::List),
    Accept(accept::Accept),
    Reject(reject::Reject),
    Cancel(cancel::Cancel),
    Grant(grant::Grant),
    Check(check::Check),
    Ask(ask::Ask),
}

impl Access {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Accept(command) => Run::waits(command.run(cx)),
            Self::Reject(command) => Run::waits(command.run(cx)),
            Self::Cancel(command) => Run::waits(command.run(cx)),
            Self::Grant(command) => Run::waits(command.run(cx)),
            Self::Check(command) => Run::waits(command.run(cx)),
            Self::Ask(command) => Run::waits(command.run(cx)),
        }
    }
}
