//! `hf fs peek`.

use std::ops::Range;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::cat::{Part, read};
use super::place::{Node, existing};
use crate::api::Hub;
use crate::args::address::{Address, AddressArgs};
use crate::args::misuse::Misuse;
use crate::base::peek::{MOST, Parts, Peeked, Trouble, peek};
use crate::commands::xet_store::Sink;
use crate::context::Context;
use crate::output::{Columns, Format, quantity};

const COLUMNS: Columns = Columns::of_rows().whole("name").right(&["size"]);

/// Show what a file contains without downloading it
///
/// Reads at most 1 MiB, in at most three requests: tensors of safetensors, metadata of GGUF, columns of Parquet, and files in
/// zip, npz and tar archives.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs peek ada/tiny-bert/model.safetensors
  $ hf fs peek datasets/ada/planets/data/train.parquet --json
  $ hf fs peek buckets/ada/data/backup.zip --quiet")]
pub struct Peek {
    /// Addresses of files, such as hf://datasets/username/name/file; hf:// is optional
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<Address>,
    #[command(flatten)]
    args: AddressArgs,
}

impl Peek {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.args.token)?;
        for address in &self.addresses {
            let address = self.args.resolve(address)?;
            let node = existing(&hub, &address).await?;
            if !node.is_file() {
                return Err(Misuse(format!("'{address}' is a folder: list it with `hf fs ls`")).into());
            }
            let peeked = look(cx, &hub, (&address, &node)).await?;
            show(cx, &node, peeked)?;
        }
        Ok(())
    }
}

async fn look(cx: &Context, hub: &Hub, (address, node): (&Address, &Node)) -> Result<Peeked> {
    let read = async |bytes: Range<u64>, sink: &mut Sink<'_>| read(cx, hub, Part { address, node, bytes }, sink).await;
    match looked(&node.path, node.size, read).await? {
        Ok(peeked) => Ok(peeked),
        Err(Trouble::Needs(_)) => bail!("'{address}' cannot be known from 1 MiB of it"),
        Err(Trouble::Broken(why)) => bail!("'{address}' cannot be read: {why}"),
        Err(Trouble::Wrong(why)) => bail!("'{address}' cannot be read: {why}"),
        Err(Trouble::Unknown) => bail!("'{address}' is not a safetensors, GGUF, Parquet, zip, npz or tar file"),
    }
}

/// What is in a file, as far as a few reads of its parts show it. [`Trouble::Needs`] is a part too many.
pub(in crate::commands) async fn looked(
    path: &str,
    size: u64,
    read: impl AsyncFn(Range<u64>, &mut Sink<'_>) -> Result<()>,
) -> Result<Result<Peeked, Trouble>> {
    let mut parts = Parts::new(size);
    loop {
        let part = match peek(path, &parts) {
            Err(Trouble::Needs(part)) if parts.read() + (part.end - part.start) <= MOST => part,
            outcome => return Ok(outcome),
        };
        let mut bytes = Vec::new();
        let mut keep = |chunk: &[u8]| {
            bytes.extend_from_slice(chunk);
            Ok(())
        };
        read(part.clone(), &mut keep).await?;
        parts.add(part.start, bytes.into());
    }
}

fn show(cx: &Context, node: &Node, peeked: Peeked) -> Result<()> {
    let Peeked { format, facts, items, is_complete } = peeked;
    match cx.out.format() {
        Format::Json => {
            let mut whole = json!({"name": node.name, "format": format, "size": node.size, "complete": is_complete});
            if let Value::Object(fields) = &mut whole {
                fields.extend(facts);
                fields.insert("items".to_owned(), items.into());
            }
            Ok(cx.out.object(&whole)?)
        }
        Format::Quiet => items.iter().try_for_each(|item| {
            let name = item.get("name").or_else(|| item.get("key")).and_then(Value::as_str);
            // One name a line, whatever is in it.
            Ok(cx.out.raw(&name.unwrap_or_default().replace(['\n', '\r'], " "))?)
        }),
        Format::Human | Format::Agent => {
            let facts: Vec<String> = facts.iter().map(|(name, fact)| format!("{name} {}", shown(fact))).collect();
            let size = quantity::bytes(node.size);
            cx.out.line(&format!("{}: {format}, {size}, {}", node.name, facts.join(", ")))?;
            cx.out.records(&items, &COLUMNS)?;
            if !is_complete {
                cx.out.hint("this is not all: the rest is beyond the first MiB");
            }
            Ok(())
        }
    }
}

/// Without the quotes of a text.
fn shown(fact: &Value) -> String {
    fact.as_str().map_or_else(|| fact.to_string(), str::to_owned)
}
