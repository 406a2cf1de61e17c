//! `hf spaces`: running applications.

pub mod card;
pub mod dev_mode;
pub mod hardware;
pub mod hot_reload;
pub mod info;
pub mod list;
pub mod logs;
pub mod pause;
mod reached;
pub mod restart;
pub mod search;
pub mod secrets;
pub mod settings;
pub mod ssh;
pub mod storage;
pub mod stream;
pub mod templates;
mod variable_change;
pub mod variables;
pub mod volumes;
pub mod wait;
pub mod zero_gpu;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Spaces {
    List(Box<list::List>),
    Info(info::Info),
    Card(card::Card),
    Search(search::Search),
    Templates(templates::Templates),
    Wait(wait::Wait),
    Logs(logs::Logs),
    Stream(stream::Stream),
    Pause(pause::Pause),
    Restart(restart::Restart),
    Settings(settings::Settings),
    Hardware(hardware::ListHardware),
    DevMode(dev_mode::DevMode),
    HotReload(Box<hot_reload::HotReload>),
    Ssh(ssh::Ssh),
    /// List, add and delete secrets
    #[command(subcommand)]
    Secrets(secrets::Secrets),
    /// List, add and delete variables
    #[command(subcommand)]
    Variables(variables::Variables),
    /// List and change the repos and buckets that a Space mounts
    #[command(subcommand)]
    Volumes(volumes::Volumes),
    /// Set and delete the persistent storage of older Spaces
    #[command(subcommand)]
    Storage(storage::Storage),
    /// Show your quota on the GPUs that Spaces share
    #[command(subcommand)]
    ZeroGpu(zero_gpu::ZeroGpu),
}

impl Spaces {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Info(command) => Run::waits(command.run(cx)),
            Self::Card(command) => Run::waits(command.run(cx)),
            Self::Search(command) => Run::waits(command.run(cx)),
            Self::Templates(command) => Run::waits(command.run(cx)),
            Self::Wait(command) => Run::waits(command.run(cx)),
            Self::Logs(command) => Run::waits(command.run(cx)).on_one_thread(),
            Self::Stream(command) => Run::waits(command.run(cx)).on_one_thread(),
            Self::Pause(command) => Run::waits(command.run(cx)),
            Self::Restart(command) => Run::waits(command.run(cx)),
            Self::Settings(command) => Run::waits(command.run(cx)),
            Self::Hardware(command) => Run::waits(command.run(cx)),
            Self::DevMode(command) => Run::waits(command.run(cx)),
            Self::HotReload(command) => Run::waits(command.run(cx)),
            Self::Ssh(command) => Run::waits(command.run(cx)),
            Self::Secrets(group) => group.run(cx),
            Self::Variables(group) => group.run(cx),
            Self::Volumes(group) => group.run(cx),
            Self::Storage(group) => group.run(cx),
            Self::ZeroGpu(group) => group.run(cx),
        }
    }
}
