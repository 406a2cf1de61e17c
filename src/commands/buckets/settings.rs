//! `hf buckets settings`.

use anyhow::Result;
use clap::ArgGroup;
use serde::Serialize;

use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::bucket_argument::WholeBucket;

/// Change the visibility of a bucket
#[derive(clap::Args)]
#[command(group = ArgGroup::new("visibility").args(["private", "public"]).required(true))]
#[command(after_help = "\
Examples:
  $ hf buckets settings my-name/my-bucket --private
  $ hf buckets settings hf://buckets/my-org/data --public")]
pub struct Settings {
    /// Bucket ID, such as username/name
    bucket_id: WholeBucket,
    /// Make the bucket private
    #[arg(long)]
    private: bool,
    /// Make the bucket public
    #[arg(long)]
    public: bool,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Changed {
    bucket_id: String,
    private: bool,
}

impl Settings {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let WholeBucket(bucket) = &self.bucket_id;
        cx.hub(&self.token)?.change_bucket_settings(bucket, self.private).await?;
        let changed = Changed { bucket_id: bucket.to_string(), private: self.private };
        Ok(cx.out.done("Bucket settings updated", &changed)?)
    }
}
