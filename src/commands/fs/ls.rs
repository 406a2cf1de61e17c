//! `hf fs ls`.

use anyhow::Result;

use super::place::{COLUMNS, listing};
use crate::args::address::{Address, AddressArgs};
use crate::context::Context;
use crate::output::Columns;

/// With hashes.
const LONG: Columns = Columns::of_rows().whole("name").right(&["size"]);

/// List folders of repos and buckets
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs ls datasets/ada/planets
  $ hf fs ls -lR hf://ada/tiny-bert@v1.0
  $ hf fs ls buckets/ada/data/logs --quiet")]
pub struct Ls {
    /// Addresses, such as hf://datasets/username/name/folder; hf:// may be left out
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<Address>,
    /// Show hashes too
    #[arg(short, long)]
    long: bool,
    /// List what is in folders too
    #[arg(short = 'R', long)]
    recursive: bool,
    #[command(flatten)]
    args: AddressArgs,
}

impl Ls {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.args.token)?;
        let mut listed = cx.out.listing(if self.long { &LONG } else { &COLUMNS });
        for address in &self.addresses {
            let mut nodes = listing(&hub, &self.args.resolve(address)?, self.recursive).await?;
            while let Some(page) = nodes.next().await? {
                listed.add(&page)?;
            }
        }
        Ok(listed.end()?)
    }
}
