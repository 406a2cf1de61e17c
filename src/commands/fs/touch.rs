//! `hf fs touch`.

use anyhow::Result;
use serde::Serialize;

use super::place::look;
use crate::args::address::{Address, AddressArgs};
use crate::args::commit::CommitArgs;
use crate::args::limits::LimitArgs;
use crate::args::misuse::Misuse;
use crate::args::progress::ProgressArg;
use crate::base::fs::Temporary;
use crate::commands::carrier::Carrier;
use crate::commands::committed;
use crate::context::Context;
use crate::ids::uri::HfUri;
use crate::transfer::bucket::upload::New;
use crate::transfer::upload::changes::{Change, NewContent};

/// Create an empty file in a repo or bucket
///
/// An existing file is not changed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs touch datasets/ada/planets/data/.keep
  $ hf fs touch buckets/ada/data/done --quiet")]
pub struct Touch {
    /// Address, such as hf://datasets/username/name/file; hf:// is optional
    address: Address,
    #[command(flatten)]
    commit: CommitArgs,
    #[command(flatten)]
    args: AddressArgs,
}

#[derive(Serialize)]
struct Touched {
    dst: String,
}

impl Touch {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let address = self.args.resolve(&self.address)?;
        if address.path().is_empty() || address.is_folder() {
            return Err(Misuse(format!("'{address}' is not the name of a file")).into());
        }
        let limits = LimitArgs::default();
        let carrier = Carrier::new(cx, &self.args.token, (&ProgressArg::default(), &limits));
        let touched = Touched { dst: address.to_string() };
        match look(&carrier.changing()?, &address).await? {
            Some(node) if node.is_file() => return Ok(cx.out.unchanged("The file exists already", &touched)?),
            Some(_) => return Err(Misuse(format!("'{address}' is a folder")).into()),
            None => {}
        }
        let empty = Temporary::file(&cx.config.paths.temporary, std::io::empty())?;
        match &address.0 {
            HfUri::Repo(uri) => {
                let content = NewContent::File(empty.path().to_owned());
                let changes = vec![Change::Add { path: uri.path.clone(), content }];
                let message = format!("Create {} with hf", uri.path);
                committed::print(cx, &carrier.commit(uri, (&self.commit, message), changes).await?)
            }
            HfUri::Bucket(uri) => {
                let new = New::of_file(empty.path(), uri.path.clone())?.written_now();
                carrier.send(&uri.bucket, &[new]).await?;
                Ok(cx.out.done("Created", &touched)?)
            }
        }
    }
}
