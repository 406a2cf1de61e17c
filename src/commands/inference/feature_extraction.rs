//! `hf inference feature-extraction`.

use anyhow::Result;
use serde::Serialize;

use super::batch::Kind;
use super::question::{Question, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::{InputError, TextInput, fields};
use crate::args::offered::Offered;
use crate::context::Context;

/// Embed texts as vectors
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference feature-extraction 'A text' -m intfloat/multilingual-e5-large
  $ hf inference feature-extraction 'One text' 'Another text' -m org/model --normalize > vectors.jsonl")]
pub struct FeatureExtraction {
    /// Text; @FILE reads it from a file, - from standard input
    #[arg(value_name = "TEXT", required_unless_present = "input_file")]
    text: Vec<TextInput>,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// Make every vector one unit long
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    normalize: Option<bool>,
    /// Name of a prompt of the model's configuration, put before the text
    #[arg(long, value_name = "NAME")]
    prompt_name: Option<String>,
    /// Cut texts that are too long
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    truncate: Option<bool>,
    /// End at which a long text is cut: left or right
    #[arg(long, value_name = "WORD", value_parser = Offered(&["left", "right"]))]
    truncation_direction: Option<String>,
    /// Length of the vectors, for models that offer several
    #[arg(long, value_name = "N")]
    dimensions: Option<u32>,
    /// How the vectors are sent: float or base64
    #[arg(long, value_name = "FORMAT", value_parser = Offered(&["float", "base64"]))]
    encoding_format: Option<String>,
}

impl FeatureExtraction {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (task, parameters) = (Task::FeatureExtraction, fields(&self.parameters));
        let spec = Spec { task, kind: Kind::Json, parameters, show: Show::Vectors };
        spec.run(cx, &self.task, || self.question()).await
    }

    /// One text is sent as such, several as a list.
    fn question(&self) -> Result<Question, InputError> {
        let texts = self.text.iter().map(TextInput::read).collect::<Result<Vec<_>, _>>()?;
        Ok(Question::json(match texts.as_slice() {
            [one] => one.as_str().into(),
            several => several.into(),
        }))
    }
}
