//! `hf skills preview`.

use anyhow::Result;

use super::document;
use crate::context::Context;

/// Print the skill that teaches agents to use hf
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf skills preview\n  $ hf skills preview > SKILL.md")]
pub struct Preview {}

impl Preview {
    pub fn run(self, cx: &Context) -> Result<()> {
        Ok(cx.out.bytes(document::text(&cx.tree()).as_bytes())?)
    }
}
