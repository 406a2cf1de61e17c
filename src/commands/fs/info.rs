//! `hf fs info`.

use anyhow::Result;

use super::place::{existing, expanded};
use crate::args::address::{Address, AddressArgs};
use crate::context::Context;

/// Show the size, kind and hashes of files and folders
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs info ada/tiny-bert/model.safetensors --expand
  $ hf fs info buckets/ada/data/logs --json")]
pub struct Info {
    /// Addresses, such as hf://datasets/username/name/file; hf:// is optional
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<Address>,
    /// Show when and by which commit each was last changed, and what security scans found
    #[arg(long)]
    expand: bool,
    #[command(flatten)]
    args: AddressArgs,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.args.token)?;
        for address in &self.addresses {
            let address = self.args.resolve(address)?;
            let node = if self.expand { expanded(&hub, &address).await? } else { existing(&hub, &address).await? };
            cx.out.record_with_id(&node, "name")?;
        }
        Ok(())
    }
}
