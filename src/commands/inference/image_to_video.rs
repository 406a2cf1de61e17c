//! `hf inference image-to-video`.

use anyhow::Result;
use serde::Serialize;
use serde_json::Number;

use super::batch::Kind;
use super::question::{ImageArg, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::{Size, fields, number};
use crate::context::Context;

/// Create a video from a picture
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference image-to-video cat.png --prompt 'The cat walks' -m Wan-AI/Wan2.2-I2V-A14B -o cat.mp4")]
pub struct ImageToVideo {
    #[command(flatten)]
    image: ImageArg,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// What happens in the video
    #[arg(long, value_name = "TEXT")]
    prompt: Option<String>,
    /// What the video should not show
    #[arg(long, value_name = "TEXT")]
    negative_prompt: Option<String>,
    /// How many frames to make
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    num_frames: Option<Number>,
    /// Steps of refinement: more are slower and better
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    num_inference_steps: Option<i64>,
    /// How closely to follow the prompt
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    guidance_scale: Option<Number>,
    /// Seed of random choices
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<i64>,
    /// Width and height in pixels
    #[arg(long = "size", value_name = "WIDTHxHEIGHT")]
    target_size: Option<Size>,
}

impl ImageToVideo {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let spec = Spec {
            task: Task::ImageToVideo,
            kind: Kind::Media,
            parameters: fields(&self.parameters),
            show: Show::Json,
        };
        spec.run(cx, &self.task, || self.image.question()).await
    }
}
