//! `hf cache`: what is on this machine.

pub mod add;
mod announce;
pub mod assets;
pub mod delete;
pub mod du;
pub mod export;
mod files;
pub mod import;
pub mod list;
pub mod path;
pub mod prune;
pub mod rm;
mod target;
pub mod verify;

use super::legacy::scan_cache;
use super::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Cache {
    Add(add::Add),
    Delete(delete::Delete),
    Du(du::DiskUsage),
    Export(export::Export),
    Import(import::Import),
    List(list::List),
    Path(path::CachedPath),
    /// Folders that libraries have in the cache for files of their own
    #[command(subcommand)]
    Assets(assets::Assets),
    Prune(prune::Prune),
    Rm(rm::Remove),
    Verify(verify::Verify),
    #[command(hide = true)]
    Scan(scan_cache::ScanCache),
}

impl Cache {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Add(command) => Run::waits(command.run(cx)),
            Self::Delete(command) => Run::waits(command.run(cx)),
            Self::Du(command) => Run::done(command.run(cx)),
            Self::Export(command) => Run::waits(command.run(cx)),
            Self::Import(command) => Run::waits(command.run(cx)).resumes(),
            Self::List(command) => Run::done(command.run(cx)),
            Self::Path(command) => Run::done(command.run(cx)),
            Self::Assets(group) => group.run(cx),
            Self::Prune(command) => Run::done(command.run(cx)),
            Self::Rm(command) => Run::done(command.run(cx)),
            Self::Verify(command) => command.run(cx),
            Self::Scan(command) => Run::done(command.run(cx)),
        }
    }
}
