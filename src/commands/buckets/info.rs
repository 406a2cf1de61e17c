//! `hf buckets info`.

use anyhow::Result;

use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::bucket_argument::BucketArgument;

/// Show the size, age and visibility of a bucket
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf buckets info ada/data
  $ hf buckets info hf://buckets/my-org/logs --json")]
pub struct Info {
    /// Bucket ID, such as username/name
    bucket_id: BucketArgument,
    #[command(flatten)]
    token: TokenArg,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let BucketArgument(uri) = &self.bucket_id;
        let bucket = cx.hub(&self.token)?.bucket(&uri.bucket).await?;
        Ok(cx.out.record_with_id(&bucket, "id")?)
    }
}
