//! `hf safetensors verify`.

use anyhow::{Result, bail};

use super::model::ModelArgs;
use crate::base::safetensors::header::Header;
use crate::base::safetensors::index::{Problem, doubles};
use crate::context::Context;
use crate::output::quantity::counted;
use crate::output::{Columns, Format};

const COLUMNS: Columns = Columns::of(&["file", "tensor", "problem"]).whole("problem");

/// Check that the files of a model are whole and agree with their index
///
/// Headers and sizes are compared, not the content: `hf cache verify` checks that.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf safetensors verify ./model
  $ hf safetensors verify ada/tiny-bert")]
pub struct Verify {
    /// Repo, file of a repo, or local folder or file
    #[arg(value_name = "MODEL", value_hint = clap::ValueHint::AnyPath)]
    model: String,
    #[command(flatten)]
    args: ModelArgs,
}

impl Verify {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let model = self.args.open(cx, &self.model).await?;
        let found = model.headers(cx).await?;
        let mut problems: Vec<Problem> = Vec::new();
        for (file, found) in &found {
            if let Some(Err(error)) = found.size.map(|size| found.header.check_size(size)) {
                problems.push(Problem { file: file.clone(), tensor: None, problem: error.to_string() });
            }
        }
        let headers: Vec<(String, Header)> = found.into_iter().map(|(file, found)| (file, found.header)).collect();
        problems.extend(model.index.as_ref().map_or_else(|| doubles(&headers), |index| index.problems(&headers)));
        if problems.is_empty() && cx.out.format() != Format::Json {
            let tensors: usize = headers.iter().map(|(_, header)| header.tensors.len()).sum();
            let (tensors, files) = (counted(tensors, "tensor"), counted(headers.len(), "file"));
            return Ok(cx.out.line(&format!("{tensors} in {files}: all is well"))?);
        }
        cx.out.records(&problems, &COLUMNS)?;
        if !problems.is_empty() {
            bail!("'{}' is not whole: {}", model.name, counted(problems.len(), "problem"));
        }
        Ok(())
    }
}
