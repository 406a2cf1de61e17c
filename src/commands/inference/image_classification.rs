//! `hf inference image-classification`.

use anyhow::Result;

use super::batch::Kind;
use super::parameters::ClassifyParameters;
use super::question::{ImageArg, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::fields;
use crate::context::Context;

/// Classify a picture
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference image-classification cat.jpg --top-k 3
  $ hf inference image-classification https://example.org/dog.jpg -m google/vit-base-patch16-224 --json
  $ curl -s https://example.org/dog.jpg | hf inference image-classification - -m org/model -q")]
pub struct ImageClassification {
    #[command(flatten)]
    image: ImageArg,
    #[command(flatten)]
    parameters: ClassifyParameters,
    #[command(flatten)]
    task: TaskArgs,
}

impl ImageClassification {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let spec = Spec {
            task: Task::ImageClassification,
            kind: Kind::Media,
            parameters: fields(&self.parameters),
            show: Show::Table(&["label", "score"]),
        };
        spec.run(cx, &self.task, || self.image.question()).await
    }
}
