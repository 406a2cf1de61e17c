//! What the Hub knows about one repo: what `models info`, `datasets info` and `spaces info` have in common.

use anyhow::Result;

use crate::api::records::RepoRecord;
use crate::args::expand::ExpandArg;
use crate::args::repo::IdArg;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::args::web::WebArg;
use crate::context::Context;

/// One repo, and what is asked about it.
#[derive(clap::Args)]
pub(super) struct InfoArgs<R: RepoRecord> {
    #[command(flatten)]
    repo: IdArg<R>,
    #[command(flatten)]
    revision: RevisionArg,
    #[command(flatten)]
    expand: ExpandArg<R>,
    #[command(flatten)]
    web: WebArg,
    #[command(flatten)]
    token: TokenArg,
}

impl<R: RepoRecord> InfoArgs<R> {
    /// Prints the record, or opens the page.
    pub(super) async fn print(&self, cx: &Context) -> Result<()> {
        let (hub, repo, revision) = (cx.hub(&self.token)?, self.repo.id(), self.revision.revision.as_ref());
        if self.web.is_given() {
            return Ok(cx.show_page(&hub.repo_page(repo, revision))?);
        }
        let record: R = hub.repo_record(repo, revision, &self.expand.query()).await?;
        Ok(cx.out.record(&record)?)
    }
}
