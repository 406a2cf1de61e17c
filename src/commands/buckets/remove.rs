//! `hf buckets remove`.

use anyhow::Result;
use serde::Serialize;
use serde_json::json;

use crate::api::Hub;
use crate::api::buckets::files::{BucketEntry, BucketFile};
use crate::args::confirm::ProceedArgs;
use crate::args::misuse::Misuse;
use crate::args::patterns::PatternArgs;
use crate::args::token::TokenArg;
use crate::base::glob::Patterns;
use crate::base::size::total;
use crate::context::Context;
use crate::ids::bucket_argument::BucketArgument;
use crate::ids::uri::BucketUri;
use crate::output::{Format, quantity};
use crate::transfer::bucket::changes::delete_files;

/// Paths that a question names.
const NAMED: usize = 20;

/// Delete files from a bucket
///
/// A folder needs --recursive. Patterns are compared with the path in the bucket, and * matches slashes too. To delete the
/// bucket itself, use `hf buckets delete`.
#[derive(clap::Args)]
#[command(visible_alias = "rm")]
#[command(after_help = "\
Examples:
  $ hf buckets remove ada/data/old.csv
  $ hf buckets remove ada/data/logs -R --dry-run
  $ hf buckets remove hf://buckets/ada/data -R --include '*.tmp' --yes")]
pub struct Remove {
    /// File or folder in a bucket, such as username/name/path; with --recursive also a bucket, to delete all its files
    #[arg(value_name = "PATH")]
    argument: BucketArgument,
    /// Delete all files below the path
    #[arg(short = 'R', long)]
    recursive: bool,
    #[command(flatten)]
    proceed: ProceedArgs,
    #[command(flatten)]
    patterns: PatternArgs,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct RemovedFile<'a> {
    path: &'a str,
    bucket_id: String,
}

#[derive(Serialize)]
struct RemovedFiles {
    bucket_id: String,
    files_deleted: usize,
    size: String,
}

impl Remove {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let BucketArgument(uri) = &self.argument;
        self.check(uri)?;
        let hub = cx.hub(&self.token)?.for_changes();
        if self.recursive { self.remove_all(cx, &hub, uri).await } else { self.remove_file(cx, &hub, uri).await }
    }

    /// What makes no sense, found before anything is asked of the Hub.
    fn check(&self, uri: &BucketUri) -> Result<(), Misuse> {
        let BucketUri { bucket, path, is_folder } = uri;
        let has_patterns = !self.patterns.include.is_empty() || !self.patterns.exclude.is_empty();
        match (self.recursive, path.is_empty()) {
            (true, _) => Ok(()),
            (false, true) => Err(Misuse(format!(
                "expected a file, such as {bucket}/FILE: add --recursive to delete all files, or delete the bucket with \
                 `hf buckets delete {bucket}`"
            ))),
            (false, false) if *is_folder => Err(Misuse(format!("'{path}/' is a folder: add --recursive"))),
            (false, false) if has_patterns => Err(Misuse("--include and --exclude need --recursive".to_owned())),
            (false, false) => Ok(()),
        }
    }

    async fn remove_file(&self, cx: &Context, hub: &Hub, uri: &BucketUri) -> Result<()> {
        let BucketUri { bucket, path, .. } = uri;
        if self.proceed.dry_run {
            cx.out.line(&format!("delete: {uri}"))?;
            return preview(cx, std::slice::from_ref(path), "1 file");
        }
        self.proceed.yes.confirm(&cx.out, &format!("Delete '{path}' from bucket '{bucket}' for good?"))?;
        delete_files(hub, bucket, std::slice::from_ref(path)).await?;
        Ok(cx.out.done("File removed", &RemovedFile { path, bucket_id: bucket.to_string() })?)
    }

    async fn remove_all(&self, cx: &Context, hub: &Hub, uri: &BucketUri) -> Result<()> {
        let BucketUri { bucket, .. } = uri;
        let found = self.found(hub, uri).await?;
        let size = quantity::bytes(total(found.iter().map(|file| file.size)));
        let paths: Vec<String> = found.into_iter().map(|file| file.path).collect();
        let what = format!("{} ({size})", quantity::files(paths.len()));
        let removed = RemovedFiles { bucket_id: bucket.to_string(), files_deleted: paths.len(), size };
        if paths.is_empty() {
            return Ok(cx.out.text("No files to remove.")?);
        }
        if self.proceed.dry_run {
            paths.iter().try_for_each(|path| cx.out.line(&format!("delete: hf://buckets/{bucket}/{path}")))?;
            return preview(cx, &paths, &what);
        }
        if !self.proceed.yes.is_given() {
            paths.iter().take(NAMED).try_for_each(|path| cx.out.line(&format!("  {path}")))?;
            if paths.len() > NAMED {
                cx.out.line(&format!("  and {} more", paths.len() - NAMED))?;
            }
        }
        self.proceed.yes.confirm(&cx.out, &format!("Delete {what} from bucket '{bucket}' for good?"))?;
        delete_files(hub, bucket, &paths).await?;
        Ok(cx.out.done(&format!("Removed {what} from '{bucket}'"), &removed)?)
    }

    async fn found(&self, hub: &Hub, uri: &BucketUri) -> Result<Vec<BucketFile>> {
        let patterns = Patterns::new(&self.patterns.include, &self.patterns.exclude);
        let mut found = Vec::new();
        let mut pages = hub.bucket_tree(&uri.bucket, &uri.path, true);
        while let Some(page) = pages.next().await? {
            found
                .extend(page.into_iter().filter_map(BucketEntry::into_file).filter(|file| patterns.admits(&file.path)));
        }
        Ok(found)
    }
}

/// The end of a dry run; programs get the paths.
fn preview(cx: &Context, paths: &[String], what: &str) -> Result<()> {
    if cx.out.format() == Format::Json {
        return Ok(cx.out.object(&json!({"dry_run": true, "paths": paths}))?);
    }
    Ok(cx.out.line(&format!("(dry run) {what} would be removed."))?)
}
