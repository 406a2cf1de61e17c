//! `hf sandbox`: containers on the Hub's machines to run commands in, one after the other. There is no service behind
//! them: a sandbox is a job that runs a small server, and all that is known about it is in the job's labels.

mod attach;
mod boot;
mod bootstrap;
pub mod cp;
pub mod create;
pub mod exec;
mod host;
pub mod kill;
mod marks;
mod place;
pub mod pool;
pub mod process;
pub mod remote_command;
pub mod spawn;
mod starting;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Sandbox {
    Create(Box<create::Create>),
    Exec(exec::Exec),
    Spawn(spawn::Spawn),
    Cp(cp::Cp),
    Kill(kill::Kill),
    /// List and stop background processes of a sandbox
    #[command(subcommand)]
    Process(process::Process),
    /// Share machines among many sandboxes
    #[command(subcommand)]
    Pool(pool::Pool),
}

impl Sandbox {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Create(command) => Run::waits(command.run(cx)).ends_on_interrupt(),
            Self::Exec(command) => Run::waits(command.run(cx)),
            Self::Spawn(command) => Run::waits(command.run(cx)),
            Self::Cp(command) => Run::waits(command.run(cx)),
            Self::Kill(command) => Run::waits(command.run(cx)),
            Self::Process(group) => group.run(cx),
            Self::Pool(group) => group.run(cx),
        }
    }
}
