//! `hf inference document-question-answering`.

use anyhow::Result;
use serde::Serialize;

use super::batch::Kind;
use super::question::{PictureQuestionArgs, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::{JsonInput, fields};
use crate::context::Context;

/// Ask about a picture of a document
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference document-question-answering invoice.png 'What is the invoice number?' -m impira/layoutlm-document-qa
  $ hf inference document-question-answering invoice.png 'Who pays?' -m org/model --top-k 3 --json")]
pub struct DocumentQuestionAnswering {
    #[command(flatten)]
    question: PictureQuestionArgs,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// How many tokens the parts of a long document overlap
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    doc_stride: Option<i64>,
    /// Accept that there is no answer
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    handle_impossible_answer: Option<bool>,
    /// Language of the document, for reading its text
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// Longest answer, in tokens
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_answer_len: Option<i64>,
    /// Longest question, in tokens
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_question_len: Option<i64>,
    /// Longest part of the document with the question, in tokens
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_seq_len: Option<i64>,
    /// Show only this many of the best
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    top_k: Option<i64>,
    /// Words and their boxes, if the text has been read already: JSON or @FILE
    #[arg(long, value_name = "JSON")]
    word_boxes: Option<JsonInput>,
}

impl DocumentQuestionAnswering {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (task, parameters) = (Task::DocumentQuestionAnswering, fields(&self.parameters));
        let show = Show::Table(&["answer", "score", "start", "end"]);
        let spec = Spec { task, kind: Kind::PictureQuestion, parameters, show };
        spec.run(cx, &self.task, || self.question.question()).await
    }
}
