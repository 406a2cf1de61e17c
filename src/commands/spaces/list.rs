//! `hf spaces list`.

use anyhow::Result;

use crate::api::spaces::space::Space;
use crate::args::listing::SpaceKey;
use crate::commands::repo_list::{FILTERS, ListArgs, Narrowed};
use crate::context::Context;
use crate::http::query::Query;

/// What the Hub describes by itself is too much for a screen.
const COLUMNS: &[&str] = &["id", "likes", "sdk", "created_at", "private"];

/// List Spaces on the Hub, or the files of one
#[derive(clap::Args)]
#[command(
    visible_alias = "ls",
    after_help = "\
Examples:
  $ hf spaces list --search chat --sort likes
  $ hf spaces list --author huggingface-projects --filter gradio --limit 100
  $ hf spaces list --models openai/gpt-oss-20b --quiet
  $ hf spaces list enzostvs/deepsite -R -h"
)]
pub struct List {
    #[command(flatten)]
    args: ListArgs<Space, SpaceKey>,
    #[command(flatten)]
    filters: SpaceFilters,
}

#[derive(clap::Args)]
#[group(id = FILTERS)]
struct SpaceFilters {
    /// Only Spaces that use this model; may be repeated
    #[arg(long, value_name = "MODEL_ID")]
    models: Vec<String>,
    /// Only Spaces that use this dataset; may be repeated
    #[arg(long, value_name = "DATASET_ID")]
    datasets: Vec<String>,
    /// Only Spaces that use any model or dataset
    #[arg(long)]
    linked: bool,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let SpaceFilters { models, datasets, linked } = &self.filters;
        let query = Query::new().each("datasets", datasets).each("models", models);
        let query = query.maybe("linked", linked.then_some(true));
        self.args.print(cx, Narrowed { query, keep: None, columns: COLUMNS }).await
    }
}
