//! `hf inference automatic-speech-recognition`.

use anyhow::Result;
use serde_json::Map;

use super::batch::Kind;
use super::question::{AudioArg, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::context::Context;

/// Turn speech into text
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference automatic-speech-recognition speech.flac -m openai/whisper-large-v3
  $ hf inference automatic-speech-recognition speech.flac -m org/model --param return_timestamps=true")]
pub struct AutomaticSpeechRecognition {
    #[command(flatten)]
    audio: AudioArg,
    #[command(flatten)]
    task: TaskArgs,
}

impl AutomaticSpeechRecognition {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let spec = Spec {
            task: Task::AutomaticSpeechRecognition,
            kind: Kind::Media,
            parameters: Map::new(),
            show: Show::Transcript,
        };
        spec.run(cx, &self.task, || self.audio.question()).await
    }
}
