//! `hf spaces`: running applications.

pub mod secrets;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Spaces {
    /// List, add and delete secrets
    #[command(subcommand)]
    Secrets(secrets::Secrets),
}

impl Spaces {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Secrets(group) => group.run(cx),
        }
    }
}
