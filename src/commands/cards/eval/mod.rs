//! `hf cards eval`: the evaluation results in the card of a model.

pub mod add;
pub mod list;
mod results_file;
pub mod rm;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Eval {
    List(list::List),
    Add(Box<add::Add>),
    Rm(rm::Rm),
}

impl Eval {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Add(command) => Run::waits(command.run(cx)),
            Self::Rm(command) => Run::waits(command.run(cx)),
        }
    }
}
