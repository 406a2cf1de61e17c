//! `hf jobs scheduled`: jobs that the Hub starts by a schedule.

pub mod delete;
pub mod inspect;
pub mod labels;
pub mod list;
pub mod reschedule;
pub mod resume;
pub mod run;
pub mod suspend;
mod switched;
pub mod trigger;
pub mod uv;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Scheduled {
    Run(Box<run::RunScheduled>),
    /// Schedule Python scripts that bring their dependencies along
    #[command(subcommand)]
    Uv(uv::ScheduledUv),
    List(list::List),
    Inspect(inspect::Inspect),
    Trigger(trigger::Trigger),
    Suspend(suspend::Suspend),
    Resume(resume::Resume),
    Reschedule(reschedule::Reschedule),
    Labels(labels::Labels),
    Delete(delete::Delete),
}

impl Scheduled {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Run(command) => Run::waits(command.run(cx)),
            Self::Uv(group) => group.run(cx),
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Inspect(command) => Run::waits(command.run(cx)),
            Self::Trigger(command) => Run::waits(command.run(cx)),
            Self::Suspend(command) => Run::waits(command.run(cx)),
            Self::Resume(command) => Run::waits(command.run(cx)),
            Self::Reschedule(command) => Run::waits(command.run(cx)),
            Self::Labels(command) => Run::waits(command.run(cx)),
            Self::Delete(command) => Run::waits(command.run(cx)),
        }
    }
}
