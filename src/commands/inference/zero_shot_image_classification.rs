//! `hf inference zero-shot-image-classification`.

use anyhow::Result;
use serde::Serialize;

use super::batch::Kind;
use super::question::{ImageArg, Spec, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::args::inputs::fields;
use crate::args::misuse::Misuse;
use crate::context::Context;

/// Classify a picture by labels of your own
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference zero-shot-image-classification pet.jpg --labels cat,dog -m openai/clip-vit-large-patch14-336")]
pub struct ZeroShotImageClassification {
    #[command(flatten)]
    image: ImageArg,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    task: TaskArgs,
}

#[derive(clap::Args, Serialize)]
struct Parameters {
    /// Labels to choose from, separated by commas; at least two
    #[arg(long = "labels", alias = "candidate-labels", value_name = "LABELS", value_delimiter = ',', required = true)]
    candidate_labels: Vec<String>,
    /// Sentence that a label is put into, in place of {}
    #[arg(long, value_name = "TEXT")]
    hypothesis_template: Option<String>,
}

impl ZeroShotImageClassification {
    pub async fn run(self, cx: &Context) -> Result<()> {
        if self.parameters.candidate_labels.len() < 2 {
            return Err(Misuse("--labels needs at least two labels to choose from".to_owned()).into());
        }
        let (task, parameters) = (Task::ZeroShotImageClassification, fields(&self.parameters));
        let spec = Spec { task, kind: Kind::Media, parameters, show: Show::Table(&["label", "score"]) };
        spec.run(cx, &self.task, || self.image.question()).await
    }
}
