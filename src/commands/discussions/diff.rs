//! `hf discussions diff`.

use std::borrow::Cow;

use anyhow::Result;
use serde::Serialize;

use crate::args::discussion::DiscussionArgs;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::{Format, Look};

/// Show the changes of a pull request as a diff
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf discussions diff openai/gpt-oss-20b 1
  $ hf discussions diff openai/gpt-oss-20b 1 --quiet | git apply")]
pub struct Diff {
    #[command(flatten)]
    discussion: DiscussionArgs,
    #[command(flatten)]
    token: TokenArg,
}

/// For programs.
#[derive(Serialize)]
struct Changes<'a> {
    diff: &'a str,
}

impl Diff {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, num) = self.discussion.resolve()?;
        let details = cx.hub(&self.token)?.discussion(&repo, num).await?;
        let diff = details.diff.unwrap_or_default();
        match cx.out.format() {
            Format::Json => cx.out.object(&Changes { diff: &diff })?,
            _ if diff.is_empty() => cx.out.text("No diff available.")?,
            Format::Quiet => cx.out.raw(diff.trim_end_matches('\n'))?,
            Format::Agent => cx.out.text(&diff)?,
            Format::Human => diff.lines().try_for_each(|line| cx.out.styled_line(look(line), &harmless(line)))?,
        }
        Ok(())
    }
}

/// No line of a diff begins as commands to CI services do.
fn harmless(line: &str) -> Cow<'_, str> {
    if line.starts_with("::") { format!(" {line}").into() } else { line.into() }
}

/// As git paints it.
fn look(line: &str) -> Look {
    let heads = ["diff ", "index ", "--- ", "+++ ", "new file ", "deleted file ", "old mode ", "new mode ", "rename "];
    match line.chars().next() {
        _ if heads.iter().any(|head| line.starts_with(head)) => Look::Bold,
        Some('+') => Look::Green,
        Some('-') => Look::Red,
        Some('@') => Look::Cyan,
        _ => Look::Plain,
    }
}
