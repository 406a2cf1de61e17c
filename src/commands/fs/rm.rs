//! `hf fs rm`.

use anyhow::{Context as _, Result};
use serde::Serialize;

use super::place::{COLUMNS, existing};
use super::removal::Removal;
use crate::api::Hub;
use crate::args::address::{Address, AddressArgs};
use crate::args::commit::CommitArgs;
use crate::args::confirm::ProceedArgs;
use crate::args::limits::LimitArgs;
use crate::args::misuse::Misuse;
use crate::args::progress::ProgressArg;
use crate::args::several;
use crate::base::size::total;
use crate::commands::carrier::Carrier;
use crate::commands::committed;
use crate::context::Context;
use crate::ids::uri::HfUri;
use crate::output::quantity;

/// Delete files and folders of repos and buckets
///
/// A folder needs --recursive. All deletions in a repo are one commit. In a bucket nothing can be brought back.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs rm datasets/ada/planets/old.csv
  $ hf fs rm -R datasets/ada/planets/raw datasets/ada/planets/tmp --dry-run
  $ hf fs rm -R buckets/ada/data/logs --max-depth 1 --yes
  $ hf fs glob 'datasets/ada/planets/**/*.tmp' -q | hf fs rm - --yes")]
pub struct Rm {
    /// Addresses, such as hf://datasets/username/name/file; hf:// is optional; - reads them from standard input
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<String>,
    /// Delete folders with everything in them
    #[arg(short = 'R', long)]
    recursive: bool,
    /// Delete only files down to this many levels below a folder
    #[arg(long, value_name = "N", requires = "recursive", value_parser = clap::value_parser!(u16).range(1..))]
    max_depth: Option<u16>,
    #[command(flatten)]
    proceed: ProceedArgs,
    #[command(flatten)]
    commit: CommitArgs,
    #[command(flatten)]
    args: AddressArgs,
}

#[derive(Serialize)]
struct Removed {
    bucket_id: String,
    files_deleted: usize,
}

impl Rm {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let limits = LimitArgs::default();
        let carrier = Carrier::new(cx, &self.args.token, (&ProgressArg::default(), &limits));
        let removals = self.removals(cx, &carrier.changing()?).await?;
        let files: Vec<_> = removals.iter().flat_map(|removal| &removal.files).collect();
        if files.is_empty() {
            return Ok(cx.out.text("Nothing to delete")?);
        }
        if self.proceed.dry_run {
            return Ok(cx.out.records(&files, &COLUMNS)?);
        }
        let size = quantity::bytes(total(files.iter().map(|file| file.size)));
        let places: Vec<String> = removals.iter().map(Removal::place_name).collect();
        let question = format!("Delete {} ({size}) from {}?", quantity::files(files.len()), places.join(" and "));
        self.proceed.yes.confirm(&cx.out, &question)?;
        for removal in &removals {
            match (removal.carry_out(&carrier, &self.commit).await?, &removal.place) {
                (Some(made), _) => committed::print(cx, &made)?,
                (None, HfUri::Bucket(uri)) => {
                    let removed = Removed { bucket_id: uri.bucket.to_string(), files_deleted: removal.files.len() };
                    cx.out.done("Files deleted", &removed)?;
                }
                (None, HfUri::Repo(_)) => {}
            }
        }
        Ok(())
    }

    /// One for each repo and bucket, in the order in which they are named.
    async fn removals(&self, cx: &Context, hub: &Hub) -> Result<Vec<Removal>> {
        let mut removals: Vec<Removal> = Vec::new();
        for word in several::read(&self.addresses, &cx.out)? {
            let address: Address = word.parse().with_context(|| format!("invalid address '{word}'"))?;
            let address = self.args.resolve(&address)?;
            let node = existing(hub, &address).await?;
            if !node.is_file() && !self.recursive {
                return Err(Misuse(format!("'{address}' is a folder: add --recursive")).into());
            }
            Removal::of(hub, &address, node, self.max_depth).await?.join_into(&mut removals);
        }
        Ok(removals)
    }
}
