//! `hf fs du`.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use super::place::listing;
use crate::args::address::{Address, AddressArgs};
use crate::context::Context;
use crate::output::{Columns, quantity};

const COLUMNS: Columns = Columns::of(&["size", "name", "bytes", "files"])
    .whole("name")
    .right(&["size"])
    .for_people(&["size", "name", "files"]);

/// Show the sizes of folders of repos and buckets
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs du ada/tiny-bert
  $ hf fs du -h datasets/ada/planets --max-depth 1")]
pub struct Du {
    /// Addresses, such as hf://datasets/username/name/folder; hf:// is optional
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<Address>,
    /// Also show folders, down to this many levels
    #[arg(long, value_name = "N", default_value_t = 0)]
    max_depth: u16,
    /// Show sizes with units
    #[arg(short = 'h', long)]
    human_readable: bool,
    #[command(flatten)]
    args: AddressArgs,
}

#[derive(Serialize)]
struct Row {
    size: String,
    name: String,
    bytes: u64,
    files: u64,
}

impl Du {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.args.token)?;
        let mut listed = cx.out.listing(&COLUMNS);
        for address in &self.addresses {
            let address = self.args.resolve(address)?;
            let base = address.path().to_owned();
            let mut sums: BTreeMap<String, (u64, u64)> = BTreeMap::from([(String::new(), (0, 0))]);
            let mut nodes = listing(&hub, &address, true).await?;
            while let Some(page) = nodes.next().await? {
                for node in page.iter().filter(|node| node.is_file()) {
                    let below = node.below(&base);
                    let parents = below.match_indices('/').map(|(at, _)| &below[..at]).take(self.max_depth.into());
                    for folder in parents.chain([""]) {
                        let (bytes, files) = sums.entry(folder.to_owned()).or_default();
                        (*bytes, *files) = (bytes.saturating_add(node.size), *files + 1);
                    }
                }
            }
            let name = |below: &str| {
                if below.is_empty() {
                    address.to_string()
                } else {
                    format!("{}/{below}", address.to_string().trim_end_matches('/'))
                }
            };
            let size = |bytes| if self.human_readable { quantity::bytes(bytes) } else { bytes.to_string() };
            let row = |(below, (bytes, files)): (String, (u64, u64))| Row {
                size: size(bytes),
                name: name(&below),
                bytes,
                files,
            };
            listed.add(&sums.into_iter().rev().map(row).collect::<Vec<_>>())?;
        }
        Ok(listed.end()?)
    }
}
