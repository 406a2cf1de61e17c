//! `hf fs info`.

use anyhow::Result;

use super::place::existing;
use crate::args::address::{Address, AddressArgs};
use crate::context::Context;

/// Show the size, kind and hashes of files and folders
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs info ada/tiny-bert/model.safetensors
  $ hf fs info buckets/ada/data/logs --json")]
pub struct Info {
    /// Addresses, such as hf://datasets/username/name/file; hf:// may be left out
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<Address>,
    #[command(flatten)]
    args: AddressArgs,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.args.token)?;
        for address in &self.addresses {
            cx.out.record_with_id(&existing(&hub, &self.args.resolve(address)?).await?, "name")?;
        }
        Ok(())
    }
}
