//! `hf inference image-segmentation`.

use anyhow::Result;
use serde::Serialize;
use serde_json::Number;

use super::batch::Kind;
use super::drawing::{DrawArg, ShowArg};
use super::question::{ImageArg, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::{fields, number};
use crate::args::offered::Offered;
use crate::context::Context;

/// Cut a picture into parts, each with a mask
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference image-segmentation street.jpg -m org/model -o mask.png
  $ hf inference image-segmentation street.jpg -m org/model --draw parts.png --show
  $ hf inference image-segmentation street.jpg -m org/model --subtask semantic --json")]
pub struct ImageSegmentation {
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
    /// How sure a pixel must be to belong to a mask
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    mask_threshold: Option<Number>,
    /// How much masks may overlap
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    overlap_mask_area_threshold: Option<Number>,
    /// What to find: instance, panoptic or semantic
    #[arg(long, value_name = "WORD", value_parser = Offered(&["instance", "panoptic", "semantic"]))]
    subtask: Option<String>,
    /// How sure a part must be to be shown
    #[arg(long, value_name = "NUMBER", value_parser = number, allow_negative_numbers = true)]
    threshold: Option<Number>,
}

impl ImageSegmentation {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let spec = Spec {
            task: Task::ImageSegmentation,
            kind: Kind::Media,
            parameters: fields(&self.parameters),
            show: Show::Masks,
        };
        let view = self.show.with(self.draw);
        spec.run_and_view(cx, &self.task, (|| self.image.question(), view)).await
    }
}
