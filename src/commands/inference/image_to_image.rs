//! `hf inference image-to-image`.

use anyhow::Result;
use serde::Serialize;
use serde_json::Number;

use super::batch::Kind;
use super::drawing::ShowArg;
use super::question::{ImageArg, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::{Size, fields, number};
use crate::context::Context;

/// Change a picture by a prompt
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference image-to-image cat.png --prompt 'Turn the cat into a tiger' -m black-forest-labs/FLUX.1-Kontext-dev -o tiger.png")]
pub struct ImageToImage {
    #[command(flatten)]
    image: ImageArg,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    show: ShowArg,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// What the picture should become
    #[arg(long, value_name = "TEXT")]
    prompt: Option<String>,
    /// What the picture should not show
    #[arg(long, value_name = "TEXT")]
    negative_prompt: Option<String>,
    /// Width and height of the new picture in pixels
    #[arg(long = "size", value_name = "WIDTHxHEIGHT")]
    target_size: Option<Size>,
    /// Steps of refinement: more are slower and better
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    num_inference_steps: Option<i64>,
    /// How closely to follow the prompt
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    guidance_scale: Option<Number>,
    /// Height of the new picture in pixels
    #[arg(long, value_name = "N", requires = "width", conflicts_with = "target_size")]
    #[serde(skip)]
    height: Option<u32>,
    /// Width of the new picture in pixels
    #[arg(long, value_name = "N", requires = "height", conflicts_with = "target_size")]
    #[serde(skip)]
    width: Option<u32>,
}

impl ImageToImage {
    pub async fn run(mut self, cx: &Context) -> Result<()> {
        if let (Some(width), Some(height)) = (self.parameters.width, self.parameters.height) {
            self.parameters.target_size = Some(Size { width, height });
        }
        let spec = Spec {
            task: Task::ImageToImage,
            kind: Kind::Media,
            parameters: fields(&self.parameters),
            show: Show::Json,
        };
        spec.run_and_view(cx, &self.task, (|| self.image.question(), self.show.view())).await
    }
}
