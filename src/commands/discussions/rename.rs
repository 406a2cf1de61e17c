//! `hf discussions rename`.

use anyhow::Result;
use clap::builder::NonEmptyStringValueParser;

use super::changed::Changed;
use crate::args::discussion::DiscussionArgs;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Change the title of a discussion or pull request
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf discussions rename username/my-model 2 'A better title'")]
pub struct Rename {
    #[command(flatten)]
    discussion: DiscussionArgs,
    /// New title, of 3 to 200 characters
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    new_title: String,
    #[command(flatten)]
    token: TokenArg,
}

impl Rename {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, num) = self.discussion.resolve()?;
        cx.hub(&self.token)?.rename_discussion(&repo, num, &self.new_title).await?;
        let changed = Changed { title: Some(&self.new_title), ..Changed::of(&repo, num) };
        Ok(cx.out.done(&format!("Renamed #{num} in {}", repo.id()), &changed)?)
    }
}
