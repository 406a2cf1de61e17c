//! `hf fs url`.

use anyhow::Result;

use super::place::{existing, revision};
use crate::args::address::{Address, AddressArgs};
use crate::base::url::url_path;
use crate::context::Context;
use crate::ids::uri::HfUri;

/// Print the web addresses of files and folders
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs url ada/tiny-bert/config.json
  $ hf fs url datasets/ada/planets@v1.0/data")]
pub struct Url {
    /// Addresses, such as hf://datasets/username/name/file; hf:// is optional
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<Address>,
    #[command(flatten)]
    args: AddressArgs,
}

impl Url {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.args.token)?;
        for address in &self.addresses {
            let address = self.args.resolve(address)?;
            let view = if existing(&hub, &address).await?.is_file() { "resolve" } else { "tree" };
            let page = match &address.0 {
                HfUri::Repo(uri) => format!("{}/{view}/{}", hub.repo_url(&uri.repo), revision(uri).url_segment()),
                HfUri::Bucket(uri) => format!("{}/buckets/{}/{view}", hub.endpoint(), uri.bucket),
            };
            let page = format!("{page}/{}", url_path(address.path()));
            cx.out.raw(page.trim_end_matches('/'))?;
        }
        Ok(())
    }
}
