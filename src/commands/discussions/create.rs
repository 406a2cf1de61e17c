//! `hf discussions create`.

use anyhow::Result;
use clap::builder::NonEmptyStringValueParser;
use serde::Serialize;

use super::text::TextArgs;
use crate::api::discussions::NewDiscussion;
use crate::args::discussion::discussed;
use crate::args::repo::RepoArgs;
use crate::args::token::TokenArg;
use crate::context::Context;

/// The Hub wants a first comment.
const TEXT: &str = "Opened with `hf`, the command line of the Hub.";

/// Open a discussion or a pull request
///
/// A pull request begins as a draft without any commit: upload to refs/pr/N to fill it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf discussions create openai/gpt-oss-20b --title 'How to run it?' --body 'On one GPU.'
  $ hf discussions create datasets/username/data --title 'Fix a typo' --pull-request
  $ hf discussions create openai/gpt-oss-20b --title 'It crashes' --editor --attach screen.png")]
pub struct Create {
    #[command(flatten)]
    repo: RepoArgs,
    /// Title, of 3 to 200 characters
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    title: String,
    #[command(flatten)]
    text: TextArgs,
    /// Open a pull request
    #[arg(long, visible_alias = "pr")]
    pull_request: bool,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Created {
    num: u64,
    url: String,
    #[serde(rename = "ref")]
    reference: Option<String>,
}

impl Create {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (hub, repo) = (cx.hub(&self.token)?, discussed(&self.repo)?);
        let draft = self.text.wants_editor().then_some("");
        let mut text = self.text.written(cx, &hub, draft).await?;
        let description = Some(text.body.trim()).filter(|text| !text.is_empty()).unwrap_or(TEXT);
        let new = NewDiscussion { title: self.title.trim(), description, pull_request: self.pull_request };
        let outcome = hub.open_discussion(&repo, &new).await;
        let num = text.kept_unless(cx, outcome)?.num;
        let kind = if self.pull_request { "pull request" } else { "discussion" };
        let reference = self.pull_request.then(|| format!("refs/pr/{num}"));
        let created = Created { num, url: hub.discussion_url(&repo, num), reference };
        Ok(cx.out.done(&format!("Created {kind} #{num} on {}", repo.id()), &created)?)
    }
}
