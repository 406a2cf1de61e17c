//! `hf cards`: the metadata and the text of a README.md, in a repo or on this machine.

pub(super) mod change;
pub mod create;
mod document;
pub mod eval;
mod fields;
pub mod get;
pub mod push;
pub mod set;
pub mod show;
mod source;
pub(super) mod template;
pub mod unset;
pub mod validate;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Cards {
    Show(show::Show),
    Get(get::Get),
    Set(Box<set::Set>),
    Unset(unset::Unset),
    Validate(validate::Validate),
    Create(Box<create::Create>),
    Push(Box<push::Push>),
    /// List, add and remove evaluation results in a card
    #[command(subcommand)]
    Eval(Box<eval::Eval>),
}

impl Cards {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Show(command) => Run::waits(command.run(cx)),
            Self::Get(command) => Run::waits(command.run(cx)),
            Self::Set(command) => Run::waits(command.run(cx)),
            Self::Unset(command) => Run::waits(command.run(cx)),
            Self::Validate(command) => Run::waits(command.run(cx)),
            Self::Create(command) => Run::done(command.run(cx)),
            Self::Eval(group) => group.run(cx),
            Self::Push(command) => Run::waits(command.run(cx)),
        }
    }
}
