//! `hf inference audio-classification`.

use anyhow::Result;
use serde::Serialize;

use super::batch::Kind;
use super::question::{AudioArg, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::fields;
use crate::args::offered::Offered;
use crate::context::Context;

/// Classify a recording
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference audio-classification speech.wav --top-k 3
  $ hf inference audio-classification https://example.org/dog.wav -m org/model --json")]
pub struct AudioClassification {
    #[command(flatten)]
    audio: AudioArg,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// Function that turns outputs into scores: sigmoid, softmax or none
    #[arg(long, value_name = "WORD", value_parser = Offered(&["sigmoid", "softmax", "none"]))]
    function_to_apply: Option<String>,
    /// Show only this many of the best
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    top_k: Option<i64>,
}

impl AudioClassification {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let spec = Spec {
            task: Task::AudioClassification,
            kind: Kind::Media,
            parameters: fields(&self.parameters),
            show: Show::Table(&["label", "score"]),
        };
        spec.run(cx, &self.task, || self.audio.question()).await
    }
}
