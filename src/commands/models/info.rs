//! `hf models info`.

use anyhow::Result;

use crate::api::models::Model;
use crate::args::expand::ExpandArg;
use crate::args::repo::id_parser;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::repo::{RepoId, RepoKind};

/// Show what the Hub knows about a model, as JSON
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf models info openai/gpt-oss-20b
  $ hf models info openai/gpt-oss-20b --expand downloads,likes,tags
  $ hf models info openai/gpt-oss-20b --expand safetensors | jq .safetensors.total")]
pub struct Info {
    /// Model ID, such as username/name
    #[arg(value_parser = id_parser(RepoKind::Model))]
    model_id: RepoId,
    #[command(flatten)]
    revision: RevisionArg,
    #[command(flatten)]
    expand: ExpandArg<Model>,
    #[command(flatten)]
    token: TokenArg,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.token)?;
        let model = hub.model(&self.model_id, self.revision.revision.as_ref(), &self.expand.query()).await?;
        Ok(cx.out.record(&model)?)
    }
}
