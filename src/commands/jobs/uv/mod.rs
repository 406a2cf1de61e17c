//! `hf jobs uv`: Python scripts that bring their dependencies along.

mod block;
pub mod header;
pub mod run;
pub mod script;
pub(in crate::commands::jobs) mod ship;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Uv {
    Run(Box<run::RunUv>),
}

impl Uv {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Run(command) => Run::waits(command.run(cx)),
        }
    }
}
