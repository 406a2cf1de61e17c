//! `hf inference object-detection`.

use anyhow::Result;
use serde::Serialize;
use serde_json::Number;

use super::batch::Kind;
use super::drawing::{DrawArg, ShowArg};
use super::question::{ImageArg, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::{fields, number};
use crate::context::Context;

/// Find objects in a picture
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference object-detection street.jpg -m facebook/detr-resnet-50 --threshold 0.9
  $ hf inference object-detection street.jpg -m facebook/detr-resnet-50 --draw boxes.png")]
pub struct ObjectDetection {
    #[command(flatten)]
    image: ImageArg,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    draw: DrawArg,
    #[command(flatten)]
    show: ShowArg,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// How sure an object must be to be shown
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    threshold: Option<Number>,
}

impl ObjectDetection {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let spec = Spec {
            task: Task::ObjectDetection,
            kind: Kind::Media,
            parameters: fields(&self.parameters),
            show: Show::Boxes,
        };
        let view = self.show.with(self.draw);
        spec.run_and_view(cx, &self.task, (|| self.image.question(), view)).await
    }
}
