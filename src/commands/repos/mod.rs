//! `hf repos`: repos as a whole.

pub mod access;
pub mod branch;
mod changed;
pub mod clone;
pub mod commit;
pub mod cp;
pub mod create;
pub mod delete;
pub mod delete_files;
pub mod duplicate;
pub mod exists;
pub mod history;
pub mod lfs;
pub mod like;
pub mod likers;
mod liking;
pub mod list;
pub mod r#move;
mod new_repo;
pub mod preupload;
pub mod refs;
pub mod settings;
mod space_machine;
pub mod squash;
pub mod tag;
pub mod unlike;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Repos {
    List(list::List),
    Create(Box<create::Create>),
    Duplicate(Box<duplicate::Duplicate>),
    Exists(exists::Exists),
    Delete(delete::Delete),
    Move(r#move::Move),
    Settings(settings::Settings),
    Cp(Box<cp::Cp>),
    Commit(Box<commit::Commit>),
    Preupload(Box<preupload::Preupload>),
    DeleteFiles(Box<delete_files::DeleteFiles>),
    History(history::History),
    Squash(squash::Squash),
    Refs(refs::Refs),
    /// List, create and delete branches
    #[command(subcommand)]
    Branch(branch::Branch),
    /// List, create and delete tags
    #[command(subcommand)]
    Tag(tag::Tag),
    /// Decide who may read the files of a gated repo
    #[command(subcommand)]
    Access(access::Access),
    /// List and delete the large files that a repo keeps
    #[command(subcommand)]
    Lfs(lfs::Lfs),
    Clone(Box<clone::Clone>),
    Likers(likers::Likers),
    Like(like::Like),
    Unlike(unlike::Unlike),
}

impl Repos {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::List(command) => Run::waits(command.run(cx)),
            Self::Create(command) => Run::waits(command.run(cx)),
            Self::Duplicate(command) => Run::waits(command.run(cx)),
            Self::Exists(command) => Run::waits(command.run(cx)),
            Self::Delete(command) => Run::waits(command.run(cx)),
            Self::Move(command) => Run::waits(command.run(cx)),
            Self::Settings(command) => Run::waits(command.run(cx)),
            Self::Cp(command) => Run::waits(command.run(cx)).resumes(),
            Self::Commit(command) => Run::waits(command.run(cx)),
            Self::Preupload(command) => Run::waits(command.run(cx)),
            Self::DeleteFiles(command) => Run::waits(command.run(cx)),
            Self::History(command) => Run::waits(command.run(cx)),
            Self::Squash(command) => Run::waits(command.run(cx)),
            Self::Refs(command) => Run::waits(command.run(cx)),
            Self::Branch(group) => group.run(cx),
            Self::Tag(group) => group.run(cx),
            Self::Access(group) => group.run(cx),
            Self::Lfs(group) => group.run(cx),
            Self::Clone(command) => Run::waits(command.run(cx)),
            Self::Likers(command) => Run::waits(command.run(cx)),
            Self::Like(command) => Run::waits(command.run(cx)),
            Self::Unlike(command) => Run::waits(command.run(cx)),
        }
    }
}
