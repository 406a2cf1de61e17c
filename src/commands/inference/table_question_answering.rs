//! `hf inference table-question-answering`.

use anyhow::Result;
use serde::Serialize;
use serde_json::json;

use super::batch::Kind;
use super::question::{Question, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::{InputError, TextInput, fields};
use crate::args::offered::Offered;
use crate::args::table::TableInput;
use crate::context::Context;

/// Ask about a table
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference table-question-answering 'How many stars has Transformers?' --table repos.csv -m google/tapas-base-finetuned-wtq")]
pub struct TableQuestionAnswering {
    /// Question about the table
    #[arg(value_name = "QUERY", required_unless_present = "input_file", requires = "table")]
    query: Option<TextInput>,
    /// File with the table: CSV, TSV, or JSON with a list for each column
    #[arg(long, value_name = "FILE")]
    table: Option<TableInput>,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// How short tables are filled up: do_not_pad, longest or max_length
    #[arg(long, value_name = "WORD", value_parser = Offered(&["do_not_pad", "longest", "max_length"]))]
    padding: Option<String>,
    /// Let the answer of one question count for the next
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    sequential: Option<bool>,
    /// Cut tables that are too long
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    truncation: Option<bool>,
}

impl TableQuestionAnswering {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (task, parameters) = (Task::TableQuestionAnswering, fields(&self.parameters));
        let spec = Spec { task, kind: Kind::Json, parameters, show: Show::Text("answer") };
        spec.run(cx, &self.task, || self.question()).await
    }

    fn question(&self) -> Result<Question, InputError> {
        let query = self.query.as_ref().map(TextInput::read).transpose()?;
        let table = self.table.as_ref().map(TableInput::read).transpose()?;
        Ok(Question::json(json!({"query": query, "table": table})))
    }
}
