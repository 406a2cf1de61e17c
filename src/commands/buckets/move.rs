//! `hf buckets move`.

use anyhow::Result;
use serde::Serialize;

use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::bucket_argument::WholeBucket;

/// Rename a bucket, or move it to another owner
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf buckets move my-name/old-name my-name/new-name
  $ hf buckets move hf://buckets/my-name/data hf://buckets/my-org/data")]
pub struct Move {
    /// Current bucket ID, such as username/name
    from_id: WholeBucket,
    /// New bucket ID, such as organization/name
    to_id: WholeBucket,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Moved {
    from_id: String,
    to_id: String,
}

impl Move {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (WholeBucket(from), WholeBucket(to)) = (&self.from_id, &self.to_id);
        cx.hub(&self.token)?.move_bucket(from, to).await?;
        Ok(cx.out.done("Bucket moved", &Moved { from_id: from.to_string(), to_id: to.to_string() })?)
    }
}
