//! `hf safetensors metadata`.

use anyhow::Result;
use serde::Serialize;

use super::model::ModelArgs;
use crate::base::glob::Glob;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns = Columns::of(&["name", "dtype", "shape", "data_offsets", "parameters", "file"])
    .whole("name")
    .for_people(&["name", "dtype", "shape", "parameters", "file"]);

/// List the tensors of a model, one per line
///
/// Only the headers of the files are read.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf safetensors metadata ada/tiny-bert
  $ hf safetensors metadata ada/tiny-bert --tensors '*.attention.*' --json
  $ hf safetensors metadata ./model.safetensors --quiet")]
pub struct Metadata {
    /// Repos, files of repos such as username/name/file.safetensors, or local files and folders
    #[arg(required = true, value_name = "MODEL", value_hint = clap::ValueHint::AnyPath)]
    models: Vec<String>,
    /// Only tensors whose names match this pattern
    #[arg(long, value_name = "GLOB")]
    tensors: Option<String>,
    #[command(flatten)]
    args: ModelArgs,
}

#[derive(Serialize)]
struct Row {
    name: String,
    dtype: String,
    shape: Vec<u64>,
    data_offsets: [u64; 2],
    parameters: u64,
    file: String,
}

impl Metadata {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let wanted = self.tensors.as_deref().map(Glob::new);
        let mut rows = Vec::new();
        for word in &self.models {
            let model = self.args.open(cx, word).await?;
            for (file, found) in model.headers(cx).await? {
                let fits = |name: &str| wanted.as_ref().is_none_or(|wanted| wanted.matches(name));
                let tensors = found.header.tensors.into_iter().filter(|tensor| fits(&tensor.name));
                rows.extend(tensors.map(|tensor| Row {
                    parameters: tensor.parameters(),
                    name: tensor.name,
                    dtype: tensor.dtype,
                    shape: tensor.shape,
                    data_offsets: [tensor.begin, tensor.end],
                    file: file.clone(),
                }));
            }
        }
        Ok(cx.out.records(&rows, &COLUMNS)?)
    }
}
