//! `hf inference sentence-similarity`.

use anyhow::Result;
use serde_json::{Map, json};

use super::batch::Kind;
use super::question::{Question, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::TextInput;
use crate::context::Context;

/// Compare a sentence with others
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference sentence-similarity 'A cat' 'A dog' 'A car' -m sentence-transformers/all-MiniLM-L6-v2
  $ hf inference sentence-similarity 'A cat' @others.txt -m org/model --json")]
pub struct SentenceSimilarity {
    /// Sentence to compare
    #[arg(value_name = "SENTENCE", required_unless_present = "input_file")]
    sentence: Option<TextInput>,
    /// Sentence to compare it with; @FILE and - give one per line
    #[arg(value_name = "OTHER", required_unless_present = "input_file")]
    other: Vec<TextInput>,
    #[command(flatten)]
    task: TaskArgs,
}

impl SentenceSimilarity {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let sentence = self.sentence.as_ref().map(TextInput::read).transpose()?;
        let others = self.other.iter().map(TextInput::lines).collect::<Result<Vec<_>, _>>()?.concat();
        let question = json!({"source_sentence": sentence, "sentences": others});
        let show = Show::Scores(others);
        let spec = Spec { task: Task::SentenceSimilarity, kind: Kind::Json, parameters: Map::new(), show };
        spec.run(cx, &self.task, || Ok(Question::json(question))).await
    }
}
