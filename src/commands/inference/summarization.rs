//! `hf inference summarization`.

use anyhow::Result;

use super::batch::Kind;
use super::parameters::RewriteParameters;
use super::question::{Spec, TaskArgs, TextArg};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::fields;
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
    parameters: RewriteParameters,
    #[command(flatten)]
    task: TaskArgs,
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
