//! `hf fs cp`.

use anyhow::Result;

use super::copies::Copies;
use crate::args::address::{Address, at_revision};
use crate::args::allow_secret::AllowSecretArg;
use crate::args::commit::CommitArgs;
use crate::args::copy::Side;
use crate::args::limits::LimitArgs;
use crate::args::misuse::Misuse;
use crate::args::progress::ProgressArg;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::commands::carrier::Carrier;
use crate::commands::committed;
use crate::context::Context;
use crate::ids::uri::{HfUri, RepoUri};
use crate::output::quantity::files;

/// Copy files and folders between this machine, repos and buckets
///
/// At least one side is an hf:// address. All sources that go to a repo are one commit; files that are on the Hub are copied
/// there where possible. A file is written beside its place and gets its name once it is complete. Nothing can be appended
/// to a file on the Hub: copy all of it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs cp hf://datasets/ada/planets/data/planets.csv .
  $ hf fs cp -R ./data hf://datasets/ada/planets/raw -m 'Add the raw data'
  $ hf fs cp a.csv b.csv hf://datasets/ada/planets/data/ --create-pr
  $ echo 'text,label' | hf fs cp - hf://datasets/ada/planets/val.csv
  $ hf fs cp -R hf://buckets/ada/data/logs hf://buckets/my-org/archive/")]
pub struct Cp {
    /// Files and folders of this machine, hf:// addresses, or - for standard input
    #[arg(required = true, value_name = "SRC", value_hint = clap::ValueHint::AnyPath)]
    sources: Vec<Side>,
    /// File or folder of this machine, hf:// address, or - for standard output
    #[arg(required = true, value_hint = clap::ValueHint::AnyPath)]
    dst: Side,
    /// Copy folders with everything in them
    #[arg(short = 'R', long)]
    recursive: bool,
    #[command(flatten)]
    revision: RevisionArg,
    #[command(flatten)]
    commit: CommitArgs,
    #[command(flatten)]
    secrets: AllowSecretArg,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    progress: ProgressArg,
    #[command(flatten)]
    token: TokenArg,
}

impl Cp {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let carrier =
            Carrier { secrets: self.secrets.clone(), ..Carrier::new(cx, &self.token, (&self.progress, &self.limits)) };
        let copies = Copies { carrier, recursive: self.recursive };
        match &self.dst {
            Side::Remote(dst) => match at_revision(dst, &self.revision)? {
                HfUri::Repo(dst) => self.copy_to_repo(cx, &copies, &dst).await,
                HfUri::Bucket(dst) => Ok(cx.out.done("Copied", &copies.bring_to_bucket(&self.sources, &dst).await?)?),
            },
            Side::Local(dst) => {
                let landed = copies.bring_to_folder(&self.addresses()?, dst).await?;
                Ok(cx.out.done(&format!("Downloaded {}", files(landed.files.unwrap_or_default())), &landed)?)
            }
            Side::Stream => copies.to_stream(&self.addresses()?).await,
        }
    }

    async fn copy_to_repo(&self, cx: &Context, copies: &Copies<'_>, dst: &RepoUri) -> Result<()> {
        let gathered = copies.gather(&self.sources, dst).await?;
        let message = gathered.message("Copy", dst);
        committed::print(cx, &copies.carrier.commit(dst, (&self.commit, message), gathered.changes).await?)
    }

    /// The sources of a copy to this machine.
    fn addresses(&self) -> Result<Vec<Address>, Misuse> {
        let address = |side: &Side| match side {
            Side::Remote(uri) => at_revision(uri, &self.revision).map(Address),
            Side::Local(_) | Side::Stream => Err(Misuse("one of the two sides must be an hf:// address".to_owned())),
        };
        self.sources.iter().map(address).collect()
    }
}
