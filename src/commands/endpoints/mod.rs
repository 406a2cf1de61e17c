//! `hf endpoints`: models on machines of their own.

pub mod catalog;
pub mod delete;
pub mod deploy;
pub mod describe;
mod duty;
pub mod hardware;
pub mod infer;
pub mod list;
mod machine;
mod named;
pub mod pause;
pub(super) mod reached;
pub mod resume;
pub mod scale_to_zero;
mod shape;
mod shown;
pub mod update;
mod view;
pub mod wait;
pub mod with;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Endpoints {
    List(list::List),
    Describe(describe::Describe),
    Deploy(Box<deploy::Deploy>),
    Update(Box<update::Update>),
    Wait(wait::Wait),
    Infer(Box<infer::Infer>),
    With(with::With),
    Pause(pause::Pause),
    Resume(resume::Resume),
    ScaleToZero(scale_to_zero::ScaleToZero),
    Delete(delete::Delete),
    Hardware(hardware::Hardware),
    /// List and deploy models that are known to run well
    #[command(subcommand)]
    Catalog(catalog::Catalog),
    /// Once `catalog list`.
    #[command(hide = true)]
    ListCatalog(catalog::list::List),
}

impl Endpoints {
    pub fn run(self, cx: &Context) -> Run<'_> {
        if !self.stops() {
            duty::warn(cx);
        }
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Describe(command) => Run::waits(command.run(cx)),
            Self::Deploy(command) => Run::waits(command.run(cx)),
            Self::Update(command) => Run::waits(command.run(cx)),
            Self::Wait(command) => Run::waits(command.run(cx)),
            Self::Infer(command) => Run::waits(command.run(cx)),
            Self::With(command) => Run::waits(command.run(cx)).ends_on_interrupt(),
            Self::Pause(command) => Run::waits(command.run(cx)),
            Self::Resume(command) => Run::waits(command.run(cx)),
            Self::ScaleToZero(command) => Run::waits(command.run(cx)),
            Self::Delete(command) => Run::waits(command.run(cx)),
            Self::Hardware(command) => Run::waits(command.run(cx)),
            Self::Catalog(group) => group.run(cx),
            Self::ListCatalog(command) => Run::waits(command.run(cx)),
        }
    }
    /// Whether an endpoint that was left running is what this is about.
    fn stops(&self) -> bool {
        matches!(self, Self::With(_) | Self::Pause(_) | Self::ScaleToZero(_) | Self::Delete(_))
    }
}
