//! `hf papers search`.

use anyhow::Result;

use crate::api::papers::LARGEST_PAGE;
use crate::args::limit::LimitArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::http::query::Query;
use crate::output::Columns;

const COLUMNS: Columns = Columns::of(&["id", "title", "summary", "upvotes", "published_at"]).whole("id");

/// Search papers by their title and summary
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf papers search 'vision language models'
  $ hf papers search 'mixture of experts' --limit 5 --json")]
pub struct Search {
    /// What to look for
    query: String,
    #[command(flatten)]
    limit: LimitArg<20>,
    #[command(flatten)]
    token: TokenArg,
}

impl Search {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let query = Query::new().maybe("q", Some(&self.query).filter(|query| !query.is_empty()));
        let found =
            cx.hub(&self.token)?.search_papers(&query.set("limit", self.limit.page().min(LARGEST_PAGE))).await?;
        let most = self.limit.most().min(found.len());
        Ok(cx.out.records(&found[..most], &COLUMNS)?)
    }
}
