//! What the Hub knows about one repo: what `models info`, `datasets info` and `spaces info` have in common.

use anyhow::Result;

use super::page::PageArgs;
use crate::api::Hub;
use crate::api::records::RepoRecord;
use crate::args::expand::ExpandArg;
use crate::args::repo::IdArg;
use crate::args::revision::RevisionArg;
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
    page: PageArgs,
}

impl<R: RepoRecord> InfoArgs<R> {
    /// Prints the record, or opens the page.
    pub(super) async fn print(&self, cx: &Context) -> Result<()> {
        let (repo, revision, query) = (self.repo.id(), self.revision.revision.as_ref(), self.expand.query());
        let record = async |hub: &Hub| hub.repo_record::<R>(repo, revision, &query).await;
        self.page.print(cx, |hub| hub.repo_page(repo, revision), record).await
    }
}
