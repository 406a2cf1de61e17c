//! `hf fs info`.

use std::str::FromStr;

use anyhow::Result;
use serde::Serialize;

use super::place::{existing, expanded};
use crate::api::Hub;
use crate::api::files::FileMetadata;
use crate::args::address::{Address, AddressArgs};
use crate::config::DEFAULT_ENDPOINT;
use crate::context::Context;
use crate::ids::uri::{HfUri, RepoUri, UriError};

/// In the addresses of files' contents.
const RESOLVE: &str = "/resolve/";

/// Show the size, kind and hashes of files and folders
///
/// Of the address at which a file of a repo is downloaded, it shows the headers: commit, ETag, size and location.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs info ada/tiny-bert/model.safetensors --expand
  $ hf fs info buckets/ada/data/logs --json
  $ hf fs info https://huggingface.co/gpt2/resolve/main/config.json")]
pub struct Info {
    /// Addresses, such as hf://datasets/username/name/file; hf:// is optional
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<Asked>,
    /// Show when and by which commit each was last changed, and what security scans found
    #[arg(long)]
    expand: bool,
    #[command(flatten)]
    args: AddressArgs,
}

/// An address as it was typed.
#[derive(Debug, Clone)]
enum Asked {
    Node(Address),
    /// Where a content is downloaded from; of which Hub, is not known yet.
    Content(String),
}

/// The headers of a content, under the Python client's names.
#[derive(Serialize)]
struct Headers {
    commit_hash: Option<String>,
    etag: String,
    location: String,
    size: Option<u64>,
    xet_file_data: Option<XetFile>,
}

#[derive(Serialize)]
struct XetFile {
    file_hash: String,
    refresh_route: String,
}

impl FromStr for Asked {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_web = text.starts_with("https://") || text.starts_with("http://");
        if is_web && text.contains(RESOLVE) {
            return Ok(Self::Content(text.to_owned()));
        }
        text.parse().map(Self::Node)
    }
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.args.token)?;
        for asked in &self.addresses {
            let address = match asked {
                Asked::Node(address) => self.args.resolve(address)?,
                Asked::Content(url) => self.args.resolve(&of_hub(&hub, url)?)?,
            };
            if let Some(url) = content_url(&hub, asked, &address) {
                let found = hub.file_metadata(&url, cx.config.metadata_timeout, None).await?;
                cx.out.record_with_id(&headers(found), "etag")?;
                continue;
            }
            let node = if self.expand { expanded(&hub, &address).await? } else { existing(&hub, &address).await? };
            cx.out.record_with_id(&node, "name")?;
        }
        Ok(())
    }
}

/// The file whose content has that address, at this Hub.
fn of_hub(hub: &Hub, url: &str) -> Result<Address, UriError> {
    match url.strip_prefix(hub.endpoint()).filter(|rest| rest.starts_with('/')) {
        Some(page) => format!("{DEFAULT_ENDPOINT}{page}").parse(),
        None => url.parse(),
    }
}

/// Buckets say nothing in headers.
fn content_url(hub: &Hub, asked: &Asked, address: &Address) -> Option<String> {
    match (asked, &address.0) {
        (Asked::Content(_), HfUri::Repo(RepoUri { repo, revision: Some(revision), path, .. })) => {
            Some(hub.resolve_url(repo, revision, path))
        }
        _ => None,
    }
}

fn headers(found: FileMetadata) -> Headers {
    let FileMetadata { commit, etag, size, location, xet } = found;
    let xet_file_data = xet.map(|xet| XetFile { file_hash: xet.hash, refresh_route: xet.token_route });
    Headers { commit_hash: commit, etag, location, size, xet_file_data }
}
