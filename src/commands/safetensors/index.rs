//! `hf safetensors index`.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use super::model::local_files;
use crate::args::local_path::local_path;
use crate::base::fs::write_beside;
use crate::base::json::indented;
use crate::base::safetensors::header::Header;
use crate::base::safetensors::index::{Index, doubles};
use crate::context::Context;
use crate::transfer::safetensors::header_of;

/// Write the index of a model whose files lost it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf safetensors index ./model
  $ hf safetensors index model-00001-of-00002.safetensors model-00002-of-00002.safetensors -o model.safetensors.index.json")]
pub struct MakeIndex {
    /// Files of the model, or its folder
    #[arg(required = true, value_name = "FILE", value_parser = local_path())]
    files: Vec<PathBuf>,
    /// Index to write; by default model.safetensors.index.json next to the files
    #[arg(short, long, value_name = "FILE", value_parser = local_path())]
    output: Option<PathBuf>,
    /// Replace the index if it exists
    #[arg(long)]
    force: bool,
}

impl MakeIndex {
    pub fn run(self, cx: &Context) -> Result<()> {
        let files = local_files(&self.files)?;
        let mut headers: Vec<(String, Header)> = Vec::new();
        for path in &files {
            let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            headers.push((name, header_of(path)?.header));
        }
        headers.sort_by(|(one, _), (other, _)| one.cmp(other));
        if let Some(double) = doubles(&headers).into_iter().next() {
            bail!("'{}': tensor '{}': {}", double.file, double.tensor.unwrap_or_default(), double.problem);
        }
        let beside =
            files.first().and_then(|file| file.parent()).map(|folder| folder.join("model.safetensors.index.json"));
        let Some(path) = self.output.clone().or(beside) else { bail!("there are no files") };
        if path.exists() && !self.force {
            bail!("'{}' already exists: add --force to replace it", path.display());
        }
        let text = indented(&Index::of(&headers), 2)?;
        write_beside(&path, text.as_bytes(), None).with_context(|| format!("cannot write '{}'", path.display()))?;
        let tensors: usize = headers.iter().map(|(_, header)| header.tensors.len()).sum();
        Ok(cx.out.done("Index written", &json!({"path": path, "tensors": tensors, "files": headers.len()}))?)
    }
}
