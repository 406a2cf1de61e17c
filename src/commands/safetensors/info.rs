//! `hf safetensors info`.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::model::{Model, ModelArgs};
use crate::base::safetensors::header::Header;
use crate::context::Context;
use crate::output::Format;
use crate::output::quantity::counted;

/// Show the parameters of a model by type, and the metadata of its files
///
/// Only the headers of the files are read. Packed types, such as those of 4-bit weights, are counted as they are stored.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf safetensors info ada/tiny-bert
  $ hf safetensors info ada/tiny-bert/adapter_model.safetensors --json
  $ hf safetensors info ./model ./other.safetensors")]
pub struct Info {
    /// Repos, files of repos such as username/name/file.safetensors, or local files and folders
    #[arg(required = true, value_name = "MODEL", value_hint = clap::ValueHint::AnyPath)]
    models: Vec<String>,
    #[command(flatten)]
    args: ModelArgs,
}

/// As the Python client has it.
#[derive(Serialize)]
struct Shown<'a> {
    metadata: Option<&'a Map<String, Value>>,
    sharded: bool,
    weight_map: Map<String, Value>,
    files_metadata: Map<String, Value>,
    parameter_count: BTreeMap<String, u64>,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        for word in &self.models {
            let model = self.args.open(cx, word).await?;
            let headers: Vec<(String, Header)> =
                model.headers(cx).await?.into_iter().map(|(name, found)| (name, found.header)).collect();
            if let Some(index) = &model.index {
                for problem in index.problems(&headers) {
                    let tensor = problem.tensor.unwrap_or_default();
                    cx.out.warning(&format!("{}: tensor '{tensor}': {}", problem.file, problem.problem));
                }
            }
            print(cx, &model, &headers)?;
        }
        Ok(())
    }
}

fn print(cx: &Context, model: &Model, headers: &[(String, Header)]) -> Result<()> {
    if cx.out.format() == Format::Json {
        let shown = Shown {
            metadata: model.index.as_ref().map(|index| &index.metadata),
            sharded: model.index.is_some(),
            weight_map: headers.iter().flat_map(|(file, header)| places(file, header)).collect(),
            files_metadata: headers.iter().map(|(file, header)| (file.clone(), of_file(header))).collect(),
            parameter_count: counts(headers.iter().map(|(_, header)| header)),
        };
        return Ok(cx.out.object(&shown)?);
    }
    let counts = counts(headers.iter().map(|(_, header)| header));
    let total: u64 = counts.values().copied().fold(0, u64::saturating_add);
    let bytes: u64 = headers.iter().map(|(_, header)| header.file_size()).fold(0, u64::saturating_add);
    let tensors: usize = headers.iter().map(|(_, header)| header.tensors.len()).sum();
    cx.out.line(&format!("{}: {total} parameters", model.name))?;
    for (dtype, count) in &counts {
        cx.out.line(&format!("  {dtype}: {count}"))?;
    }
    let size = crate::output::quantity::bytes(bytes);
    cx.out.line(&format!("  {} in {}, {size}", counted(tensors, "tensor"), counted(headers.len(), "file")))?;
    let texts = headers.iter().filter_map(|(_, header)| header.metadata.as_ref()).flatten();
    for (key, value) in texts.collect::<BTreeMap<_, _>>() {
        cx.out.line(&format!("  {key}: {}", value.as_str().unwrap_or_default()))?;
    }
    if cx.out.format() == Format::Quiet {
        cx.out.raw(&total.to_string())?;
    }
    Ok(())
}

fn places<'a>(file: &'a str, header: &'a Header) -> impl Iterator<Item = (String, Value)> + 'a {
    header.tensors.iter().map(move |tensor| (tensor.name.clone(), Value::from(file)))
}

fn of_file(header: &Header) -> Value {
    let tensors: Map<String, Value> = header
        .tensors
        .iter()
        .map(|tensor| {
            let about = json!({"dtype": tensor.dtype, "shape": tensor.shape, "data_offsets": [tensor.begin, tensor.end],
                               "parameter_count": tensor.parameters()});
            (tensor.name.clone(), about)
        })
        .collect();
    json!({"metadata": header.metadata.clone().unwrap_or_default(), "tensors": tensors, "parameter_count": counts([header])})
}

/// Parameters by type.
fn counts<'a>(headers: impl IntoIterator<Item = &'a Header>) -> BTreeMap<String, u64> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for tensor in headers.into_iter().flat_map(|header| &header.tensors) {
        let count = counts.entry(tensor.dtype.clone()).or_default();
        *count = count.saturating_add(tensor.parameters());
    }
    counts
}
