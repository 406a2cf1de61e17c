//! `hf jobs`: commands that run in containers on the Hub's machines.

mod batch;
mod budget;
pub mod cancel;
mod changed;
mod cost;
pub mod expose;
mod follow;
pub mod hardware;
pub mod inspect;
pub mod labels;
mod launch;
pub mod list;
pub mod logs;
mod looks;
pub(super) mod name;
mod plan;
pub mod rerun;
mod row;
pub mod run;
pub mod scheduled;
pub mod ssh;
mod started;
pub mod stats;
mod summary;
mod unreported;
mod usage;
pub mod uv;
mod volumes;
pub mod wait;
mod watched;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Jobs {
    Run(Box<run::RunJob>),
    /// Run Python scripts that bring their dependencies along
    #[command(subcommand)]
    Uv(uv::Uv),
    List(list::List),
    Inspect(inspect::Inspect),
    Logs(logs::Logs),
    Stats(stats::Stats),
    Wait(wait::Wait),
    Cancel(cancel::Cancel),
    Rerun(rerun::Rerun),
    Expose(expose::Expose),
    Labels(labels::Labels),
    Ssh(ssh::Ssh),
    Hardware(hardware::ListHardware),
    /// Start jobs by a schedule, and manage schedules
    #[command(subcommand)]
    Scheduled(scheduled::Scheduled),
}

impl Jobs {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Run(command) => Run::waits(command.run(cx)),
            Self::Uv(group) => group.run(cx),
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Inspect(command) => Run::waits(command.run(cx)),
            Self::Logs(command) => Run::waits(command.run(cx)).on_one_thread(),
            Self::Stats(command) => Run::waits(command.run(cx)).on_one_thread(),
            Self::Wait(command) => Run::waits(command.run(cx)),
            Self::Cancel(command) => Run::waits(command.run(cx)),
            Self::Rerun(command) => Run::waits(command.run(cx)),
            Self::Expose(command) => Run::waits(command.run(cx)),
            Self::Labels(command) => Run::waits(command.run(cx)),
            Self::Ssh(command) => Run::waits(command.run(cx)),
            Self::Hardware(command) => Run::waits(command.run(cx)),
            Self::Scheduled(group) => group.run(cx),
        }
    }
}
