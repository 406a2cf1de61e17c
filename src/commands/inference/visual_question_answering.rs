//! `hf inference visual-question-answering`.

use anyhow::Result;
use serde::Serialize;

use super::batch::Kind;
use super::question::{PictureQuestionArgs, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::fields;
use crate::context::Context;

/// Ask about a picture
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference visual-question-answering photo.jpg 'What is the animal doing?' -m dandelin/vilt-b32-finetuned-vqa")]
pub struct VisualQuestionAnswering {
    #[command(flatten)]
    question: PictureQuestionArgs,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// Show only this many of the best
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    top_k: Option<i64>,
}

impl VisualQuestionAnswering {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (task, parameters) = (Task::VisualQuestionAnswering, fields(&self.parameters));
        let spec = Spec { task, kind: Kind::PictureQuestion, parameters, show: Show::Table(&["answer", "score"]) };
        spec.run(cx, &self.task, || self.question.question()).await
    }
}
