//! `hf fs exists`.

use anyhow::Result;

use super::find::Kind;
use super::place::look;
use crate::api::HubError;
use crate::args::address::{Address, AddressArgs};
use crate::commands::answer::answer;
use crate::context::Context;

/// Check whether a file or folder exists
///
/// Exits with 0 if it does and with 3 if it does not. If the Hub cannot be asked, the status is another one.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs exists datasets/ada/planets/data/planets.csv
  $ hf fs exists buckets/ada/data/logs --kind d --quiet")]
pub struct Exists {
    /// Address, such as hf://datasets/username/name/file; hf:// is optional
    address: Address,
    /// Only a file or only a folder counts
    #[arg(long = "kind", id = "node_kind", value_enum, value_name = "KIND")]
    kind: Option<Kind>,
    #[command(flatten)]
    args: AddressArgs,
}

impl Exists {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.args.token)?;
        let found = match look(&hub, &self.args.resolve(&self.address)?).await {
            Err(error) if error.downcast_ref::<HubError>().is_some_and(HubError::is_missing) => None,
            found => found?,
        };
        answer(cx, "exists", found.is_some_and(|node| self.kind.is_none_or(|kind| kind.is_of(&node))))
    }
}
