//! `hf safetensors`: what files of tensors hold, and new files made of them.

pub mod index;
pub mod info;
pub mod metadata;
mod model;
pub mod pull;
pub mod split;
pub mod verify;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Safetensors {
    Info(info::Info),
    Metadata(metadata::Metadata),
    Pull(pull::Pull),
    Split(Box<split::SplitFiles>),
    Index(index::MakeIndex),
    Verify(verify::Verify),
}

impl Safetensors {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Info(command) => Run::waits(command.run(cx)),
            Self::Metadata(command) => Run::waits(command.run(cx)),
            Self::Pull(command) => Run::waits(command.run(cx)),
            Self::Split(command) => Run::waits(command.run(cx)),
            Self::Index(command) => Run::done(command.run(cx)),
            Self::Verify(command) => Run::waits(command.run(cx)),
        }
    }
}
