//! `hf version`.

use anyhow::Result;
use serde::Serialize;

use crate::context::Context;

/// The version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Print the version
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf version")]
pub struct Version {}

#[derive(Serialize)]
struct Installed {
    version: &'static str,
}

impl Version {
    pub fn run(self, cx: &Context) -> Result<()> {
        Ok(cx.out.done("hf version", &Installed { version: VERSION })?)
    }
}
