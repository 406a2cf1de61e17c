//! `hf buckets create`.

use anyhow::Result;
use serde::Serialize;

use crate::api::buckets::NewBucket;
use crate::api::repos::CreatedRepo;
use crate::args::exists::{CreateError, ExistOkArg};
use crate::args::region::RegionArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::bucket_argument::NewBucketName;

/// Create a bucket
///
/// A bucket is a folder of files without a history: for checkpoints, logs and other files that change often.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf buckets create my-bucket
  $ hf buckets create my-org/logs --private --exist-ok
  $ hf buckets create my-org/data --region eu")]
pub struct Create {
    /// Name of the bucket, for your own account, or namespace/name
    bucket_id: NewBucketName,
    /// Make the bucket private
    #[arg(long)]
    private: bool,
    #[command(flatten)]
    region: RegionArg,
    #[command(flatten)]
    exist_ok: ExistOkArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Created {
    uri: String,
    url: String,
}

impl Create {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let NewBucketName { namespace, name } = &self.bucket_id;
        let hub = cx.hub(&self.token)?;
        let bucket = NewBucket { visibility: self.private.then_some("private"), region: self.region.region.as_deref() };
        let namespace = namespace.as_deref();
        let page = match self.exist_ok.is_given() {
            true => hub.create_bucket_if_missing(namespace, name, &bucket).await?,
            false => {
                let outcome = hub.create_bucket(namespace, name, &bucket).await;
                CreateError::explain(&format!("bucket '{}'", self.bucket_id), outcome)?
            }
        };
        let uri = format!("hf://buckets/{}", CreatedRepo::id_of(&page));
        Ok(cx.out.done("Bucket created", &Created { uri, url: page })?)
    }
}
