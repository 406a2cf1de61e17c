//! `hf jobs scheduled uv`: Python scripts that the Hub starts by a schedule.

pub mod run;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum ScheduledUv {
    Run(Box<run::RunScheduledUv>),
}

impl ScheduledUv {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Run(command) => Run::waits(command.run(cx)),
        }
    }
}
