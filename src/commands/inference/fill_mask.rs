//! `hf inference fill-mask`.

use anyhow::Result;
use serde::Serialize;

use super::batch::Kind;
use super::question::{Spec, TaskArgs, TextArg};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::fields;
use crate::context::Context;

/// Fill in a masked word
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference fill-mask 'The capital of France is [MASK].' -m google-bert/bert-base-uncased
  $ hf inference fill-mask 'I <mask> it' -m org/model --targets like --targets hate --json")]
pub struct FillMask {
    #[command(flatten)]
    text: TextArg,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// Word to consider, instead of all; may be repeated
    #[arg(long, value_name = "WORD")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    targets: Vec<String>,
    /// Show only this many of the best
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    top_k: Option<i64>,
}

impl FillMask {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let spec = Spec {
            task: Task::FillMask,
            kind: Kind::Json,
            parameters: fields(&self.parameters),
            show: Show::Table(&["token_str", "score", "sequence"]),
        };
        spec.run(cx, &self.task, || self.text.question()).await
    }
}
