//! `hf spaces zero-gpu`: GPUs that Spaces share.

pub mod quota;

use crate::commands::run::Run;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum ZeroGpu {
    Quota(quota::Quota),
}

impl ZeroGpu {
    pub fn run(self, cx: &Context) -> Run<'_> {
        match self {
            Self::Quota(command) => Run::waits(command.run(cx)),
        }
    }
}
