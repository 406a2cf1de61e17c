//! `hf inference question-answering`.

use anyhow::Result;
use serde::Serialize;
use serde_json::json;

use super::batch::Kind;
use super::question::{Question, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::{InputError, TextInput, fields};
use crate::context::Context;

/// Answer a question from a text
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference question-answering 'Which name?' --context 'My name is Ada' -m deepset/roberta-base-squad2
  $ hf inference question-answering 'Who pays?' --context @contract.txt -m org/model --top-k 3")]
pub struct QuestionAnswering {
    /// Question; @FILE reads it from a file, - from standard input
    #[arg(value_name = "QUESTION", required_unless_present = "input_file", requires = "context")]
    question: Option<TextInput>,
    /// Text that holds the answer; @FILE reads it from a file, - from standard input
    #[arg(long, value_name = "TEXT")]
    context: Option<TextInput>,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// Let answers begin and end with words
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    align_to_words: Option<bool>,
    /// How many tokens the parts of a long text overlap
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    doc_stride: Option<i64>,
    /// Accept that there is no answer
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    handle_impossible_answer: Option<bool>,
    /// Longest answer, in tokens
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_answer_len: Option<i64>,
    /// Longest question, in tokens
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_question_len: Option<i64>,
    /// Longest part of the text with the question, in tokens
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_seq_len: Option<i64>,
    /// Show only this many of the best
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    top_k: Option<i64>,
}

impl QuestionAnswering {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (task, parameters) = (Task::QuestionAnswering, fields(&self.parameters));
        let show = Show::Table(&["answer", "score", "start", "end"]);
        let spec = Spec { task, kind: Kind::Json, parameters, show };
        spec.run(cx, &self.task, || self.question()).await
    }

    fn question(&self) -> Result<Question, InputError> {
        let read = |input: &Option<TextInput>| input.as_ref().map(TextInput::read).transpose();
        Ok(Question::json(json!({"question": read(&self.question)?, "context": read(&self.context)?})))
    }
}
