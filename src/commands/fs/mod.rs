//! `hf fs`: files and folders of repos and buckets, by the names of the shell.

pub mod cat;
mod copies;
pub mod cp;
pub mod du;
pub mod exists;
pub mod find;
pub mod glob;
pub mod info;
mod landing;
pub mod ls;
pub mod mv;
pub mod peek;
mod place;
mod removal;
pub mod rm;
pub mod touch;
pub mod tree;
pub mod url;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Fs {
    Ls(ls::Ls),
    Tree(tree::Tree),
    Cat(cat::Cat),
    Peek(peek::Peek),
    Cp(Box<cp::Cp>),
    Mv(Box<mv::Mv>),
    Rm(Box<rm::Rm>),
    Touch(Box<touch::Touch>),
    Du(du::Du),
    Find(find::Find),
    Glob(glob::Glob),
    Url(url::Url),
    Info(info::Info),
    Exists(exists::Exists),
}

impl Fs {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Ls(command) => Run::waits(command.run(cx)),
            Self::Tree(command) => Run::waits(command.run(cx)),
            Self::Cat(command) => Run::waits(command.run(cx)),
            Self::Peek(command) => Run::waits(command.run(cx)),
            Self::Cp(command) => Run::waits(command.run(cx)).resumes(),
            Self::Mv(command) => Run::waits(command.run(cx)),
            Self::Rm(command) => Run::waits(command.run(cx)),
            Self::Touch(command) => Run::waits(command.run(cx)),
            Self::Du(command) => Run::waits(command.run(cx)),
            Self::Find(command) => Run::waits(command.run(cx)),
            Self::Glob(command) => Run::waits(command.run(cx)),
            Self::Url(command) => Run::waits(command.run(cx)),
            Self::Info(command) => Run::waits(command.run(cx)),
            Self::Exists(command) => Run::waits(command.run(cx)),
        }
    }
}
