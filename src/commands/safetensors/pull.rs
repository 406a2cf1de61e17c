//! `hf safetensors pull`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::model::ModelArgs;
use crate::args::local_path::local_path;
use crate::args::missing::Missing;
use crate::args::misuse::Misuse;
use crate::base::glob::Glob;
use crate::context::Context;
use crate::transfer::safetensors::{Place, pull};

/// Download some tensors of a model into one file
///
/// Only the bytes of these tensors are downloaded. The result is a valid safetensors file.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf safetensors pull ada/tiny-bert --tensors 'embeddings.*' -o embeddings.safetensors
  $ hf safetensors pull ada/tiny-bert/adapter_model.safetensors --tensors '*.lora_A.*' -o a.safetensors")]
pub struct Pull {
    /// Repo, or file of a repo such as username/name/file.safetensors
    #[arg(value_name = "MODEL")]
    model: String,
    /// Tensors whose names match this pattern; may be repeated
    #[arg(long, value_name = "GLOB", required = true)]
    tensors: Vec<String>,
    /// File to write
    #[arg(short, long, value_name = "FILE", value_parser = local_path())]
    output: PathBuf,
    #[command(flatten)]
    args: ModelArgs,
}

impl Pull {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let model = self.args.open(cx, &self.model).await?;
        let Some(hub) = &model.hub else {
            return Err(Misuse(format!("'{}' is on this machine: expected a repo", self.model)).into());
        };
        let wanted: Vec<Glob> = self.tensors.iter().map(|pattern| Glob::new(pattern)).collect();
        let (mut files, mut count, mut metadata) = (Vec::new(), 0, Map::new());
        for ((_, place), (_, found)) in model.files.iter().zip(model.headers(cx).await?) {
            let Place::Remote { url, path } = place else { continue };
            let mut tensors = found.header.tensors;
            tensors.retain(|tensor| wanted.iter().any(|wanted| wanted.matches(&tensor.name)));
            count += tensors.len();
            metadata.extend(found.header.metadata.unwrap_or_default());
            files.push((url.clone(), path.clone(), found.header.data_start, tensors));
        }
        if count == 0 {
            let hint = format!("list them with `hf safetensors metadata {}`", self.model);
            return Err(Missing { kind: "tensor", name: self.tensors.join(" "), hint }.into());
        }
        if self.output.is_dir() {
            bail!("'{}' is a folder: expected the name of a file", self.output.display());
        }
        let bytes = pull(hub, &files, (&self.output, &metadata), cx.config.download_timeout).await?;
        let path = Value::from(self.output.display().to_string());
        Ok(cx.out.done("Tensors downloaded", &json!({"path": path, "tensors": count, "bytes": bytes}))?)
    }
}
