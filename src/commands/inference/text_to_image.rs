//! `hf inference text-to-image`.

use anyhow::Result;
use serde::Serialize;
use serde_json::Number;

use super::batch::Kind;
use super::drawing::ShowArg;
use super::question::{PromptArg, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::{Size, fields, number};
use crate::context::Context;

/// Create a picture from a prompt
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference text-to-image 'An astronaut riding a horse on the moon' -m black-forest-labs/FLUX.1-dev -o astronaut.png
  $ hf inference text-to-image 'A cat' -m org/model --provider replicate --size 1024x768 --seed 1
  $ hf inference text-to-image 'A cat' -m org/model --show
  $ hf inference text-to-image 'A cat' -m org/model > cat.png")]
pub struct TextToImage {
    #[command(flatten)]
    prompt: PromptArg,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    show: ShowArg,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// What the picture should not show
    #[arg(long, value_name = "TEXT")]
    negative_prompt: Option<String>,
    /// Height in pixels
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    height: Option<i64>,
    /// Width in pixels
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    width: Option<i64>,
    /// Steps of refinement: more are slower and better
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    num_inference_steps: Option<i64>,
    /// How closely to follow the prompt
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    guidance_scale: Option<Number>,
    /// Scheduler of the steps
    #[arg(long, value_name = "TEXT")]
    scheduler: Option<String>,
    /// Seed of random choices
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<i64>,
    /// Width and height in pixels
    #[arg(long, value_name = "WIDTHxHEIGHT", conflicts_with_all = ["width", "height"])]
    #[serde(skip)]
    size: Option<Size>,
}

impl TextToImage {
    pub async fn run(mut self, cx: &Context) -> Result<()> {
        if let Some(size) = self.parameters.size {
            (self.parameters.width, self.parameters.height) = (Some(size.width.into()), Some(size.height.into()));
        }
        let spec =
            Spec { task: Task::TextToImage, kind: Kind::Json, parameters: fields(&self.parameters), show: Show::Json };
        spec.run_and_view(cx, &self.task, (|| self.prompt.question(), self.show.view())).await
    }
}
