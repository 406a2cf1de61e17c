//! `hf inference text-classification`.

use anyhow::Result;

use super::batch::Kind;
use super::parameters::ClassifyParameters;
use super::question::{Spec, TaskArgs, TextArg};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::fields;
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
    parameters: ClassifyParameters,
    #[command(flatten)]
    task: TaskArgs,
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
