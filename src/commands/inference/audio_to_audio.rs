//! `hf inference audio-to-audio`.

use anyhow::Result;
use serde_json::Map;

use super::batch::Kind;
use super::question::{AudioArg, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::context::Context;

/// Turn a recording into others, such as one per speaker
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference audio-to-audio noisy.wav -m org/model -o clean.flac")]
pub struct AudioToAudio {
    #[command(flatten)]
    audio: AudioArg,
    #[command(flatten)]
    task: TaskArgs,
}

impl AudioToAudio {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let spec = Spec { task: Task::AudioToAudio, kind: Kind::Media, parameters: Map::new(), show: Show::Recordings };
        spec.run(cx, &self.task, || self.audio.question()).await
    }
}
