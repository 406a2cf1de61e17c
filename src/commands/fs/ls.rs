//! `hf fs ls`.

use anyhow::Result;

use super::place::{COLUMNS, Depth, EXPANDED, listing_of};
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
  $ hf fs ls --expand datasets/ada/planets --json
  $ hf fs ls buckets/ada/data/logs --quiet")]
pub struct Ls {
    /// Addresses, such as hf://datasets/username/name/folder; hf:// is optional
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<Address>,
    /// Also show hashes
    #[arg(short, long)]
    long: bool,
    /// Also list the content of folders
    #[arg(short = 'R', long)]
    recursive: bool,
    /// Show when and by which commit each was last changed, and what security scans found; slower
    #[arg(long)]
    expand: bool,
    #[command(flatten)]
    args: AddressArgs,
}

impl Ls {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.args.token)?;
        let columns = match (self.long, self.expand) {
            (true, _) => &LONG,
            (false, true) => &EXPANDED,
            (false, false) => &COLUMNS,
        };
        let depth = Depth { recursive: self.recursive, expand: self.expand };
        let mut listed = cx.out.listing(columns);
        for address in &self.addresses {
            let mut nodes = listing_of(&hub, &self.args.resolve(address)?, depth).await?;
            while let Some(page) = nodes.next().await? {
                listed.add(&page)?;
            }
        }
        Ok(listed.end()?)
    }
}
