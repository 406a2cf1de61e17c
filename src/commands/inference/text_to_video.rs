//! `hf inference text-to-video`.

use anyhow::Result;
use serde::Serialize;
use serde_json::Number;

use super::batch::Kind;
use super::question::{PromptArg, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::{fields, number};
use crate::context::Context;

/// Create a video from a prompt
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference text-to-video 'A cat walks' -m Wan-AI/Wan2.2-T2V-A14B -o cat.mp4")]
pub struct TextToVideo {
    #[command(flatten)]
    prompt: PromptArg,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// How closely to follow the prompt
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    guidance_scale: Option<Number>,
    /// What the video should not show; may be repeated
    #[arg(long, value_name = "TEXT")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    negative_prompt: Vec<String>,
    /// How many frames to make
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    num_frames: Option<Number>,
    /// Steps of refinement: more are slower and better
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    num_inference_steps: Option<i64>,
    /// Seed of random choices
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<i64>,
}

impl TextToVideo {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let spec =
            Spec { task: Task::TextToVideo, kind: Kind::Json, parameters: fields(&self.parameters), show: Show::Json };
        spec.run(cx, &self.task, || self.prompt.question()).await
    }
}
