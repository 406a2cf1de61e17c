//! `hf buckets list`: buckets, or the files of one.

use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use crate::api::buckets::BucketInfo;
use crate::api::buckets::files::BucketEntry;
use crate::args::files::FilesArgs;
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::commands::file_listing;
use crate::context::Context;
use crate::ids::bucket_argument::NamespaceOrBucket;
use crate::output::{Columns, FileRow, quantity};

const COLUMNS: Columns =
    Columns::of(&["id", "private", "size", "total_files", "created_at"]).whole("id").right(&["size"]);

/// List buckets, or the files of a bucket
///
/// Without an argument your own buckets are listed.
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf buckets list
  $ hf buckets list my-org --search logs
  $ hf buckets list ada/data -R -h
  $ hf buckets list hf://buckets/ada/data/logs --tree")]
pub struct List {
    /// User or organization, to list their buckets; or bucket, such as username/name or username/name/folder, to list its
    /// files
    #[arg(value_name = "NAMESPACE|BUCKET")]
    argument: Option<NamespaceOrBucket>,
    #[command(flatten)]
    files: FilesArgs,
    /// Only buckets whose name contains this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    #[command(flatten)]
    token: TokenArg,
}

/// As the Python client has it.
#[derive(Serialize)]
struct Row {
    id: String,
    private: bool,
    size: Value,
    total_files: u64,
    created_at: String,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.check()?;
        let hub = cx.hub(&self.token)?;
        match &self.argument {
            Some(NamespaceOrBucket::Bucket(uri)) => {
                let pages = hub.bucket_tree(&uri.bucket, &uri.path, self.files.recursive);
                file_listing::print(cx, pages, self.files, file_row).await
            }
            argument => {
                let namespace = argument.as_ref().map(|argument| match argument {
                    NamespaceOrBucket::Namespace(name) => name.as_str(),
                    NamespaceOrBucket::Bucket(uri) => uri.bucket.namespace(),
                });
                let pages = hub.buckets(namespace, self.search.as_deref());
                cx.list_as(pages, &COLUMNS, |bucket| self.row(bucket)).await
            }
        }
    }

    /// What makes no sense for what is listed.
    fn check(&self) -> Result<(), Misuse> {
        let misuse = |text: &str| Err(Misuse(text.to_owned()));
        match &self.argument {
            Some(NamespaceOrBucket::Bucket(_)) if self.search.is_some() => {
                misuse("--search is for listing buckets, not files")
            }
            Some(NamespaceOrBucket::Bucket(_)) => Ok(()),
            _ if self.files.recursive || self.files.tree => {
                misuse("--recursive and --tree are for listing files: name a bucket, such as username/name")
            }
            _ => Ok(()),
        }
    }

    fn row(&self, bucket: BucketInfo) -> Row {
        let BucketInfo { id, private, created_at, size, total_files } = bucket;
        let size = match self.files.style().human_readable {
            true => Value::from(quantity::bytes(size)),
            false => Value::from(size),
        };
        Row { id, private, size, total_files, created_at: created_at.spaced() }
    }
}

/// A file shows when its content was last written, or else when it was uploaded.
fn file_row(entry: &BucketEntry) -> FileRow<'_> {
    match entry {
        BucketEntry::File(file) => {
            FileRow { path: &file.path, size: Some(file.size), date: file.mtime.or(file.uploaded_at) }
        }
        BucketEntry::Directory(folder) => FileRow { path: &folder.path, size: None, date: folder.uploaded_at },
        BucketEntry::Other => FileRow { path: "", size: None, date: None },
    }
}
