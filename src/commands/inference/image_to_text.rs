//! `hf inference image-to-text`.

use anyhow::Result;
use serde_json::Map;

use super::batch::Kind;
use super::question::{ImageArg, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::context::Context;

/// Describe a picture
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference image-to-text photo.jpg -m org/model")]
pub struct ImageToText {
    #[command(flatten)]
    image: ImageArg,
    #[command(flatten)]
    task: TaskArgs,
}

impl ImageToText {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let spec = Spec {
            task: Task::ImageToText,
            kind: Kind::Media,
            parameters: Map::new(),
            show: Show::Text("generated_text"),
        };
        spec.run(cx, &self.task, || self.image.question()).await
    }
}
