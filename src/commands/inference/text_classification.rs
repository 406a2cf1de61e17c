//! `hf inference text-classification`.

use anyhow::Result;
use serde::Serialize;

use super::batch::Kind;
use super::question::{Spec, TaskArgs, TextArg};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::fields;
use crate::args::offered::Offered;
use crate::context::Context;

/// Classify a text
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference text-classification 'I like it'
  $ hf inference text-classification @review.txt -m org/model --top-k 1 -q
  $ hf inference text-classification --input-file reviews.jsonl -o labels.jsonl -m org/model")]
pub struct TextClassification {
    #[command(flatten)]
    text: TextArg,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// Function that turns outputs into scores: sigmoid, softmax or none
    #[arg(long, value_name = "WORD", value_parser = Offered(&["sigmoid", "softmax", "none"]))]
    function_to_apply: Option<String>,
    /// Show only this many of the best
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    top_k: Option<i64>,
}

impl TextClassification {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let spec = Spec {
            task: Task::TextClassification,
            kind: Kind::Json,
            parameters: fields(&self.parameters),
            show: Show::Table(&["label", "score"]),
        };
        spec.run(cx, &self.task, || self.text.question()).await
    }
}
