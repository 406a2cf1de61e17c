//! `hf buckets delete`.

use anyhow::Result;
use serde::Serialize;

use crate::api::error::RefusalKind;
use crate::args::deletion::DeletionArgs;
use crate::context::Context;
use crate::ids::bucket_argument::WholeBucket;

/// Delete a bucket with all its files
///
/// It cannot be restored. To delete files of a bucket, use `hf buckets remove`.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf buckets delete my-name/my-bucket
  $ hf buckets delete hf://buckets/my-org/logs --yes --missing-ok")]
pub struct Delete {
    /// Bucket ID, such as username/name
    bucket_id: WholeBucket,
    #[command(flatten)]
    deletion: DeletionArgs,
}

#[derive(Serialize)]
struct Deleted {
    bucket_id: String,
}

impl Delete {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let WholeBucket(bucket) = &self.bucket_id;
        self.deletion.yes.confirm(&cx.out, &format!("Delete bucket '{bucket}' with all its files for good?"))?;
        let outcome = cx.hub(&self.deletion.token)?.delete_bucket(bucket).await;
        let deleted = Deleted { bucket_id: bucket.to_string() };
        if !self.deletion.missing_ok.deleted(RefusalKind::RepoNotFound, outcome)? {
            return Ok(cx.out.unchanged("Nothing to do: there is no such bucket", &deleted)?);
        }
        Ok(cx.out.done("Bucket deleted", &deleted)?)
    }
}
