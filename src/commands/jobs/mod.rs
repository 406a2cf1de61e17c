//! `hf jobs`: commands that run in containers on the Hub's machines.

pub mod cancel;
mod follow;
mod launch;
pub mod logs;
mod name;
mod plan;
pub mod run;
mod summary;
mod volumes;
pub mod wait;
mod watched;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Jobs {
    Run(Box<run::RunJob>),
    Logs(logs::Logs),
    Wait(wait::Wait),
    Cancel(cancel::Cancel),
}

impl Jobs {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Run(command) => Run::waits(command.run(cx)),
            Self::Logs(command) => Run::waits(command.run(cx)),
            Self::Wait(command) => Run::waits(command.run(cx)),
            Self::Cancel(command) => Run::waits(command.run(cx)),
        }
    }
}
