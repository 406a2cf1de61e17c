//! `hf models list`.

use anyhow::Result;

use super::filters::ModelFilters;
use crate::api::models::Model;
use crate::args::listing::RepoKey;
use crate::commands::repo_list::{ListArgs, Narrowed};
use crate::context::Context;

/// What the Hub describes by itself is too much for a screen.
const COLUMNS: &[&str] = &["id", "downloads", "likes", "pipeline_tag", "library_name", "created_at", "private"];

/// List models on the Hub, or the files of one
#[derive(clap::Args)]
#[command(
    visible_alias = "ls",
    after_help = "\
Examples:
  $ hf models list --search llama --sort downloads
  $ hf models list --author openai --filter license:apache-2.0 --limit 100
  $ hf models list --num-parameters min:1B,max:8B --apps llama.cpp --quiet
  $ hf models list --warm --expand inferenceProviderMapping --json
  $ hf models list openai/gpt-oss-20b -R -h"
)]
pub struct List {
    #[command(flatten)]
    args: ListArgs<Model, RepoKey>,
    #[command(flatten)]
    filters: ModelFilters,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let is_expanded = self.args.is_expanded();
        let query = self.filters.query(is_expanded);
        self.args.print(cx, Narrowed { query, keep: self.filters.keep(), columns: COLUMNS }).await?;
        if self.filters.is_about_providers() && !is_expanded {
            cx.out.hint("add --expand inferenceProviderMapping to see who serves each model, and under which ID");
        }
        Ok(())
    }
}
