//! `hf inference summarization`.

use anyhow::Result;
use serde::Serialize;

use super::batch::Kind;
use super::question::{Spec, TaskArgs, TextArg};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::fields;
use crate::args::offered::Offered;
use crate::context::Context;

/// Summarize a text
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference summarization @article.txt -m facebook/bart-large-cnn
  $ hf inference summarization - -m org/model --param 'generate_parameters={\"max_length\": 60}' < article.txt")]
pub struct Summarization {
    #[command(flatten)]
    text: TextArg,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// Remove blanks that tokens leave
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    clean_up_tokenization_spaces: Option<bool>,
    /// How a text that is too long is cut
    #[arg(long, value_name = "WORD", value_parser = Offered(&["do_not_truncate", "longest_first", "only_first", "only_second"]))]
    truncation: Option<String>,
}

impl Summarization {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let spec = Spec {
            task: Task::Summarization,
            kind: Kind::Json,
            parameters: fields(&self.parameters),
            show: Show::Text("summary_text"),
        };
        spec.run(cx, &self.task, || self.text.question()).await
    }
}
