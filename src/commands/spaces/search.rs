//! `hf spaces search`.

use anyhow::Result;
use serde::Serialize;

use crate::api::spaces::search::FoundSpace;
use crate::args::limit::LimitArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::http::query::Query;
use crate::output::Columns;

/// Find Spaces by what they do
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces search 'remove the background of a photo'
  $ hf spaces search 'generate images' --sdk gradio --description
  $ hf spaces search 'chat with a document' --limit 3 --quiet")]
pub struct Search {
    /// What the Space should do, in your own words
    query: String,
    /// Only Spaces with this tag; may be repeated
    #[arg(long, value_name = "TAG")]
    filter: Vec<String>,
    /// Only Spaces of this SDK, such as gradio; may be repeated
    #[arg(long, value_name = "SDK")]
    sdk: Vec<String>,
    /// Also find Spaces that are not running
    #[arg(long)]
    include_non_running: bool,
    /// Show what each Space does
    #[arg(long)]
    description: bool,
    #[command(flatten)]
    limit: LimitArg<10>,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Row {
    id: String,
    title: Option<String>,
    sdk: Option<String>,
    likes: Option<u64>,
    stage: Option<String>,
    category: Option<String>,
    score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Option<String>>,
}

impl Search {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let query = Query::new().set("q", &self.query).each("filter", &self.filter).each("sdk", &self.sdk);
        let query = query.maybe("includeNonRunning", self.include_non_running.then_some(true));
        let found = cx.hub(&self.token)?.search_spaces(&query).await?;
        let rows: Vec<Row> = found.into_iter().take(self.limit.most()).map(|space| self.row(space)).collect();
        cx.out.table(&rows, &Columns::of_rows().whole("id"))?;
        if !self.description {
            cx.out.hint("add --description to see what each Space does");
        }
        Ok(())
    }

    fn row(&self, space: FoundSpace) -> Row {
        Row {
            id: space.id,
            title: space.title,
            sdk: space.sdk,
            likes: space.likes,
            stage: space.runtime.map(|runtime| runtime.stage),
            category: space.category,
            score: space.score.map(|score| (score * 100.0).round() / 100.0),
            description: self.description.then_some(space.description),
        }
    }
}
