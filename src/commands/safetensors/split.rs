//! `hf safetensors split`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::model::local_files;
use crate::args::local_path::local_path;
use crate::args::missing::UnreadableInput;
use crate::args::misuse::Misuse;
use crate::args::shard_size::ShardSize;
use crate::base::safetensors::plan::{Pattern, Plan, Shard, TensorSize, divided};
use crate::context::Context;
use crate::output::{Columns, Format};
use crate::transfer::background;
use crate::transfer::safetensors::{Input, Split, split};

const COLUMNS: Columns = Columns::of(&["file", "bytes", "tensors"]);

/// Divide tensors among files of a limited size, with an index, as the Python client does
///
/// Tensors are taken in the order of their names and copied without being kept in memory. One that is larger than the
/// limit gets its own file. Files of an earlier run with the same pattern are replaced.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf safetensors split model.safetensors --max-shard-size 2GB -o shards
  $ hf safetensors split ./model --drop lm_head.weight -o tied --metadata source=ada/tiny-bert
  $ hf safetensors split --sizes sizes.json --filename-pattern 'tf_model{suffix}.h5' --dry-run")]
pub struct SplitFiles {
    /// Files to read, or their folder
    #[arg(value_name = "FILE", value_parser = local_path(), required_unless_present = "sizes")]
    files: Vec<PathBuf>,
    /// Maximum size of the tensors in one file, such as 5GB or 500MB
    #[arg(long, value_name = "SIZE", default_value = "5GB")]
    max_shard_size: ShardSize,
    /// Names of the files, with {suffix} where their number goes
    #[arg(long, value_name = "PATTERN", default_value = "model{suffix}.safetensors", value_parser = Pattern::parse)]
    filename_pattern: Pattern,
    /// Text to add to the metadata; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    metadata: Vec<(String, String)>,
    /// Leave a tensor out that has the content of another one, and say so in the metadata; may be repeated
    #[arg(long, value_name = "TENSOR")]
    drop: Vec<String>,
    /// Plan for tensors of these names and sizes: JSON of name to bytes, or to {"size", "storage"}; needs --dry-run
    #[arg(long, value_name = "FILE", value_parser = local_path(), conflicts_with_all = ["files", "drop", "metadata"])]
    sizes: Option<PathBuf>,
    /// Folder to write to
    #[arg(short, long, value_name = "DIR", default_value = ".", value_parser = local_path())]
    output: PathBuf,
    /// Show what would be written
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    file: &'a str,
    bytes: u64,
    tensors: usize,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Size {
    Bytes(u64),
    Shared { size: u64, storage: Option<Value> },
}

impl SplitFiles {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let most = self.max_shard_size.0;
        if let Some(sizes) = &self.sizes {
            if !self.dry_run {
                return Err(Misuse("--sizes has no tensors to write: add --dry-run".to_owned()).into());
            }
            return self.print(cx, &divided(&sizes_of(sizes)?, most, &self.filename_pattern));
        }
        let files = local_files(&self.files)?;
        let mut input = Input::read(&files)?;
        let dropped = input.drop(&self.drop)?;
        let plan = input.plan(most, &self.filename_pattern);
        if self.dry_run {
            return self.print(cx, &plan);
        }
        if plan.files.is_empty() {
            bail!("there are no tensors to write");
        }
        let mut metadata = dropped;
        metadata.extend(self.metadata.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str()))));
        let order =
            Split { folder: self.output.clone(), pattern: self.filename_pattern.clone(), plan: plan.clone(), metadata };
        background::run(move |interrupted| split(&input, &order, interrupted)).await??;
        self.print(cx, &plan)
    }

    fn print(&self, cx: &Context, plan: &Plan) -> Result<()> {
        if cx.out.format() == Format::Json {
            let places = |shard: &Shard| {
                let file = Value::from(shard.file.as_str());
                shard.tensors.clone().into_iter().map(move |name| (name, file.clone()))
            };
            let tensor_to_filename: Map<String, Value> = plan.files.iter().flat_map(places).collect();
            let filename_to_tensors: Map<String, Value> =
                plan.files.iter().map(|shard| (shard.file.clone(), json!(shard.tensors))).collect();
            return Ok(cx.out.object(&json!({
                "is_sharded": plan.is_sharded(),
                "metadata": {"total_size": plan.total_size},
                "filename_to_tensors": filename_to_tensors,
                "tensor_to_filename": tensor_to_filename,
            }))?);
        }
        let rows: Vec<Row<'_>> = plan
            .files
            .iter()
            .map(|shard| Row { file: &shard.file, bytes: shard.bytes, tensors: shard.tensors.len() })
            .collect();
        Ok(cx.out.records(&rows, &COLUMNS)?)
    }
}

fn pair(text: &str) -> Result<(String, String), &'static str> {
    let (key, value) = text.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or("expected KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}

fn sizes_of(path: &Path) -> Result<Vec<TensorSize>> {
    let text = std::fs::read_to_string(path).map_err(UnreadableInput::at(path))?;
    let what = || format!("'{}' is not an object of names and sizes", path.display());
    let sizes: Map<String, Value> = serde_json::from_str(&text).with_context(what)?;
    let sized = |(name, size): (String, Value)| {
        let (bytes, storage) = match serde_json::from_value(size).with_context(what)? {
            Size::Bytes(bytes) => (bytes, None),
            Size::Shared { size, storage } => (size, storage.filter(|it| !it.is_null()).map(|it| it.to_string())),
        };
        Ok(TensorSize { name, bytes, storage })
    };
    sizes.into_iter().map(sized).collect()
}
