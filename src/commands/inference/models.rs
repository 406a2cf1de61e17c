//! `hf inference models`.

use anyhow::Result;
use clap::builder::PossibleValuesParser;

use super::task_name::TaskName;
use crate::api::inference::providers::PROVIDERS;
use crate::api::inference::task::Task;
use crate::api::models::Model;
use crate::args::limit::LimitArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::http::query::Query;
use crate::output::Columns;

/// Models of any provider.
const ALL: &str = "all";

/// List models that providers serve now
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference models --task text-to-image
  $ hf inference models --provider together --search llama --limit 100
  $ hf inference models --task feature-extraction --framework sentence-transformers -q")]
pub struct Models {
    /// Only models for this task
    #[arg(long, value_name = "TASK")]
    task: Option<TaskName>,
    /// Only models of this provider
    #[arg(long, value_name = "PROVIDER", value_parser = provider(), hide_possible_values = true)]
    provider: Option<String>,
    /// Only models made for this library, such as transformers
    #[arg(long, value_name = "LIBRARY")]
    framework: Option<String>,
    /// Only models whose names hold this
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    #[command(flatten)]
    limit: LimitArg<30>,
    #[command(flatten)]
    token: TokenArg,
}

fn provider() -> PossibleValuesParser {
    PossibleValuesParser::new(PROVIDERS.iter().map(|provider| provider.name))
}

impl Models {
    pub async fn run(self, cx: &Context) -> Result<()> {
        // The Hub knows models that chat by their making of text.
        let tag = self.task.map(|TaskName(task)| match task {
            Task::Conversational => Task::TextGeneration.name(),
            task => task.name(),
        });
        let query = Query::new()
            .maybe("search", self.search.as_deref())
            .set("inference_provider", self.provider.as_deref().unwrap_or(ALL))
            .maybe("pipeline_tag", tag)
            .maybe("filter", self.framework.as_deref())
            .set("limit", self.limit.page());
        let hub = cx.hub(&self.token)?;
        let pages = hub.repo_records::<Model>(&query).take(self.limit.most());
        let columns = Columns::of_rows().whole("id");
        cx.list(pages, &columns.for_people(&["id", "downloads", "likes", "pipeline_tag", "library_name"])).await
    }
}
