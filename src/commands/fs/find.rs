//! `hf fs find`.

use std::str::FromStr;

use anyhow::Result;
use clap::ValueEnum;

use super::place::{COLUMNS, Node, listing};
use crate::args::address::{Address, AddressArgs};
use crate::base::glob::Glob;
use crate::base::size::{ByteSize, SizeError};
use crate::context::Context;

/// Find files below a folder of a repo or bucket
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs find datasets/ada/planets --name '*.csv' --quiet
  $ hf fs find ada/tiny-bert --size +1M
  $ hf fs find buckets/ada/data --kind d --max-depth 1")]
pub struct Find {
    /// Address, such as hf://datasets/username/name/folder; hf:// is optional
    address: Address,
    /// Only those whose last part matches
    #[arg(long, value_name = "GLOB")]
    name: Option<String>,
    /// Only files or only folders
    #[arg(long = "kind", id = "node_kind", value_enum, value_name = "KIND")]
    kind: Option<Kind>,
    /// Only files of exactly this size; +SIZE for larger, -SIZE for smaller ones
    #[arg(long, value_name = "SIZE", allow_hyphen_values = true)]
    size: Option<SizeRange>,
    /// Search so many levels
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    max_depth: Option<u16>,
    /// Also show folders
    #[arg(long)]
    dirs: bool,
    #[command(flatten)]
    args: AddressArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    #[value(name = "f", alias = "file")]
    File,
    #[value(name = "d", alias = "directory")]
    Folder,
}

#[derive(Debug, Clone, Copy)]
enum SizeRange {
    Exactly(u64),
    Above(u64),
    Below(u64),
}

impl FromStr for SizeRange {
    type Err = SizeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let size = |text: &str| text.parse().map(|ByteSize(bytes)| bytes);
        match (text.strip_prefix('+'), text.strip_prefix('-')) {
            (Some(size_text), _) => size(size_text).map(Self::Above),
            (_, Some(size_text)) => size(size_text).map(Self::Below),
            _ => size(text).map(Self::Exactly),
        }
    }
}

impl Kind {
    pub(super) fn is_of(self, node: &Node) -> bool {
        (self == Self::File) == node.is_file()
    }
}

impl Find {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.args.token)?;
        let address = self.args.resolve(&self.address)?;
        let (base, name) = (address.path().to_owned(), self.name.as_deref().map(Glob::new));
        let most = self.max_depth.map_or(usize::MAX, usize::from);
        let mut nodes = listing(&hub, &address, self.max_depth != Some(1)).await?;
        let mut listed = cx.out.listing(&COLUMNS);
        while let Some(mut page) = nodes.next().await? {
            page.retain(|node| {
                let last = node.path.rsplit('/').next().unwrap_or_default();
                self.admits(node)
                    && node.depth_below(&base) <= most
                    && name.as_ref().is_none_or(|name| name.matches(last))
            });
            listed.add(&page)?;
        }
        Ok(listed.end()?)
    }

    fn admits(&self, node: &Node) -> bool {
        let is_of_kind = match self.kind {
            Some(kind) => kind.is_of(node),
            None => node.is_file() || self.dirs,
        };
        let is_of_size = match self.size {
            None => true,
            Some(_) if !node.is_file() => false,
            Some(SizeRange::Exactly(size)) => node.size == size,
            Some(SizeRange::Above(size)) => node.size > size,
            Some(SizeRange::Below(size)) => node.size < size,
        };
        is_of_kind && is_of_size
    }
}
