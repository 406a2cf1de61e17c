//! `hf collections list`.

use anyhow::Result;
use clap::ValueEnum;

use crate::args::limit::LimitArg;
use crate::args::sort::SortArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::http::query::Query;
use crate::output::Columns;

/// The largest page that the Hub sends.
const LARGEST_PAGE: usize = 100;
const COLUMNS: Columns =
    Columns::of_rows().whole("slug").for_people(&["slug", "title", "upvotes", "last_updated", "private"]);

/// List collections
///
/// Each is listed with its first four items: `hf collections info` shows all.
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf collections list --owner openai
  $ hf collections list --item models/openai/gpt-oss-20b --sort upvotes
  $ hf collections list --owner openai --limit 0 --quiet")]
pub struct List {
    /// Only collections of this user or organization
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Only collections that hold this, such as models/username/name or papers/2311.12983
    #[arg(long, value_name = "ITEM")]
    item: Option<String>,
    #[command(flatten)]
    sort: SortArg<Key>,
    #[command(flatten)]
    limit: LimitArg<10>,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "camelCase")]
enum Key {
    LastModified,
    Trending,
    Upvotes,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.token)?;
        let query = Query::new().maybe("owner", self.owner.as_ref()).maybe("item", self.item.as_ref());
        let query = query.and(&self.sort.query()).set("limit", self.limit.page().min(LARGEST_PAGE));
        cx.list(hub.collections(&query).take(self.limit.most()), &COLUMNS).await
    }
}
