//! `hf repo`, which is `hf repos` now.

pub mod create;
pub mod tag;

use crate::commands::repos::branch::Branch;
use crate::commands::repos::delete::Delete;
use crate::commands::repos::r#move::Move;
use crate::commands::repos::settings::Settings;
use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum OldRepo {
    Create(Box<create::OldCreate>),
    /// Create, list and delete tags: now hf repos tag
    #[command(subcommand)]
    Tag(tag::OldTag),
    /// Create and delete branches: now hf repos branch
    #[command(subcommand)]
    Branch(Branch),
    Delete(Delete),
    Move(Move),
    Settings(Settings),
}

impl OldRepo {
    pub fn run(self, cx: &Context) -> Run<'_> {
        let renamed = |verb: &str| cx.out.hint(&format!("`hf repo {verb}` is now `hf repos {verb}`"));
        match self {
            Self::Create(command) => Run::waits(command.run(cx)),
            Self::Tag(group) => group.run(cx),
            Self::Branch(group) => {
                renamed("branch");
                group.run(cx)
            }
            Self::Delete(command) => {
                renamed("delete");
                Run::waits(command.run(cx))
            }
            Self::Move(command) => {
                renamed("move");
                Run::waits(command.run(cx))
            }
            Self::Settings(command) => {
                renamed("settings");
                Run::waits(command.run(cx))
            }
        }
    }
}
