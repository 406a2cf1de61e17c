//! `hf inference token-classification`.

use anyhow::Result;
use serde::Serialize;

use super::batch::Kind;
use super::question::{Spec, TaskArgs, TextArg};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::fields;
use crate::args::offered::Offered;
use crate::context::Context;

/// Find names and other tokens in a text
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference token-classification 'My name is Ada and I live in Paris' -m dslim/bert-base-NER")]
pub struct TokenClassification {
    #[command(flatten)]
    text: TextArg,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// How tokens are put together into words: none, simple, first, average or max
    #[arg(long, value_name = "WORD", value_parser = Offered(&["none", "simple", "first", "average", "max"]))]
    aggregation_strategy: Option<String>,
    /// Label to skip; may be repeated
    #[arg(long, value_name = "LABEL")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignore_labels: Vec<String>,
    /// How many tokens the parts of a long text overlap
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    stride: Option<i64>,
}

impl TokenClassification {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let spec = Spec {
            task: Task::TokenClassification,
            kind: Kind::Json,
            parameters: fields(&self.parameters),
            show: Show::Tokens,
        };
        spec.run(cx, &self.task, || self.text.question()).await
    }
}
