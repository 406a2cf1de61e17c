//! `hf fs cat`.

use std::ops::Range;
use std::str::FromStr;

use anyhow::Result;

use super::place::{Node, existing, revision};
use crate::api::Hub;
use crate::api::buckets::files::BucketFile;
use crate::api::files::FilePart;
use crate::args::address::{Address, AddressArgs};
use crate::args::misuse::Misuse;
use crate::commands::xet_store::{Sink, read_part};
use crate::context::Context;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;
use crate::ids::uri::HfUri;

/// Print files of repos and buckets, or parts of them
///
/// Nothing is kept on this machine.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs cat datasets/ada/planets/README.md
  $ hf fs cat ada/tiny-bert/model.safetensors --range 0-7 | xxd
  $ hf fs cat buckets/ada/data/logs/today.log --range -1000")]
pub struct Cat {
    /// Addresses, such as hf://datasets/username/name/file; hf:// is optional
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<Address>,
    /// Only these bytes: 0-99 for the first hundred, 1000- from the thousandth on, -500 for the last 500
    #[arg(long, value_name = "FROM-TO", allow_hyphen_values = true)]
    range: Option<Bytes>,
    #[command(flatten)]
    args: AddressArgs,
}

/// Some bytes of a file.
pub(super) struct Part<'a> {
    pub address: &'a Address,
    pub node: &'a Node,
    pub bytes: Range<u64>,
}

/// A file of a repo.
#[derive(Clone, Copy)]
pub(in crate::commands) struct RepoFile<'a> {
    pub repo: &'a RepoId,
    pub revision: &'a Revision,
    pub path: &'a str,
    /// Bytes of all of it.
    pub size: u64,
}

/// A part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bytes {
    /// From one byte to another, which is included, or to the end.
    From(u64, Option<u64>),
    /// So many at the end.
    Last(u64),
}

impl FromStr for Bytes {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |text: &str| text.parse().map_err(|_| "expected FROM-TO, FROM- or -COUNT, such as 0-99");
        match text.split_once('-') {
            Some(("", count)) => number(count).map(Self::Last),
            Some((from, "")) => Ok(Self::From(number(from)?, None)),
            Some((from, to)) => match (number(from)?, number(to)?) {
                (from, to) if from <= to => Ok(Self::From(from, Some(to))),
                _ => Err("the range ends before it begins"),
            },
            None => Err("expected FROM-TO, FROM- or -COUNT, such as 0-99"),
        }
    }
}

impl Bytes {
    /// The same of a file of that size, without its end.
    fn of(self, size: u64) -> Range<u64> {
        match self {
            Self::From(from, to) => from.min(size)..to.map_or(size, |to| size.min(to.saturating_add(1))),
            Self::Last(count) => size.saturating_sub(count)..size,
        }
    }
}

impl Cat {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.args.token)?;
        for address in &self.addresses {
            print(cx, &hub, (&self.args.resolve(address)?, self.range)).await?;
        }
        Ok(())
    }
}

/// Prints a file, or a part of it, as it comes.
pub(super) async fn print(cx: &Context, hub: &Hub, (address, range): (&Address, Option<Bytes>)) -> Result<()> {
    let node = existing(hub, address).await?;
    if !node.is_file() {
        return Err(Misuse(format!("'{address}' is a folder: list it with `hf fs ls`")).into());
    }
    let bytes = range.map_or(0..node.size, |range| range.of(node.size));
    if bytes.is_empty() {
        return Ok(());
    }
    read(cx, hub, Part { address, node: &node, bytes }, &mut |chunk| Ok(cx.out.bytes(chunk)?)).await
}

/// Reads a part of a file as it comes.
pub(super) async fn read(cx: &Context, hub: &Hub, part: Part<'_>, sink: &mut Sink<'_>) -> Result<()> {
    let Part { address, node, bytes: part } = part;
    match &address.0 {
        HfUri::Bucket(uri) => {
            let file = BucketFile {
                path: node.path.clone(),
                size: node.size,
                xet_hash: node.xet_hash.clone().unwrap_or_default(),
                mtime: None,
                uploaded_at: None,
            };
            read_part(cx, hub, (&uri.bucket, &file), (part, sink)).await?;
        }
        HfUri::Repo(uri) => {
            let file = RepoFile { repo: &uri.repo, revision: &revision(uri), path: &uri.path, size: node.size };
            read_of_repo(cx, hub, (file, part), sink).await?;
        }
    }
    Ok(())
}

/// Reads a part of a file of a repo as it comes.
pub(in crate::commands) async fn read_of_repo(
    cx: &Context,
    hub: &Hub,
    (file, part): (RepoFile<'_>, Range<u64>),
    sink: &mut Sink<'_>,
) -> Result<()> {
    let idle = cx.config.download_timeout;
    let url = hub.resolve_url(file.repo, file.revision, file.path);
    let end = (part.end < file.size).then_some(part.end);
    let response = hub.file_content(&url, part.start, end, idle).await?;
    let mut chunks = FilePart::of(response, part, idle);
    while let Some(chunk) = chunks.next().await? {
        sink(&chunk)?;
    }
    Ok(chunks.check_end()?)
}

#[cfg(test)]
mod tests {
    use super::Bytes;

    #[test]
    fn a_range_is_read_and_cut_to_the_file() {
        for (text, size, expected) in [
            ("0-99", 50, Some(0..50)),
            ("0-9", 50, Some(0..10)),
            ("10-", 50, Some(10..50)),
            ("-20", 50, Some(30..50)),
            ("-99", 50, Some(0..50)),
            ("60-", 50, Some(50..50)),
            ("9-3", 50, None),
            ("x", 50, None),
        ] {
            assert_eq!(text.parse::<Bytes>().ok().map(|range| range.of(size)), expected, "{text}");
        }
    }
}
