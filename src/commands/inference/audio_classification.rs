//! `hf inference audio-classification`.

use anyhow::Result;

use super::batch::Kind;
use super::parameters::ClassifyParameters;
use super::question::{AudioArg, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::fields;
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
    parameters: ClassifyParameters,
    #[command(flatten)]
    task: TaskArgs,
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
