//! `hf inference zero-shot-classification`.

use anyhow::Result;
use serde::Serialize;

use super::batch::Kind;
use super::question::{Spec, TaskArgs, TextArg};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::fields;
use crate::context::Context;

/// Classify a text by labels of your own
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference zero-shot-classification 'I would like a refund' --labels refund,legal,faq -m facebook/bart-large-mnli
  $ hf inference zero-shot-classification @mail.txt --labels urgent,spam --multi-label -m org/model --json")]
pub struct ZeroShotClassification {
    #[command(flatten)]
    text: TextArg,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// Labels to choose from, separated by commas
    #[arg(long = "labels", alias = "candidate-labels", value_name = "LABELS", value_delimiter = ',', required = true)]
    candidate_labels: Vec<String>,
    /// Let several labels be true at once
    #[arg(long)]
    multi_label: bool,
    /// Sentence that a label is put into, in place of {}
    #[arg(long, value_name = "TEXT")]
    hypothesis_template: Option<String>,
}

impl ZeroShotClassification {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (task, parameters) = (Task::ZeroShotClassification, fields(&self.parameters));
        let spec = Spec { task, kind: Kind::Json, parameters, show: Show::Table(&["label", "score"]) };
        spec.run(cx, &self.task, || self.text.question()).await
    }
}
