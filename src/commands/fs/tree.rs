//! `hf fs tree`.

use anyhow::Result;

use super::place::{Node, listing};
use crate::args::address::{Address, AddressArgs};
use crate::context::Context;
use crate::output::{FileRow, FileStyle};

/// Show a folder of a repo or bucket as a tree
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs tree datasets/ada/planets
  $ hf fs tree buckets/ada/data --max-depth 2")]
pub struct Tree {
    /// Address, such as hf://datasets/username/name/folder; hf:// is optional
    address: Address,
    /// Show so many levels
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    max_depth: Option<u16>,
    #[command(flatten)]
    args: AddressArgs,
}

impl Tree {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.args.token)?;
        let address = self.args.resolve(&self.address)?;
        let base = address.path().to_owned();
        let mut nodes = listing(&hub, &address, true).await?;
        let mut listed = cx.out.files(FileStyle { human_readable: true, tree: true });
        let most = self.max_depth.map_or(usize::MAX, usize::from);
        while let Some(mut page) = nodes.next().await? {
            page.retain(|node| node.depth_below(&base) <= most);
            listed.add(&page, row)?;
        }
        listed.end()?;
        Ok(())
    }
}

fn row(node: &Node) -> FileRow<'_> {
    FileRow { path: &node.path, size: node.is_file().then_some(node.size), date: None }
}
