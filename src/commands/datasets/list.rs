//! `hf datasets list`.

use anyhow::Result;

use crate::api::datasets::Dataset;
use crate::args::listing::{GatedArgs, RepoKey};
use crate::commands::repo_list::{FILTERS, ListArgs, Narrowed};
use crate::context::Context;

/// What the Hub describes by itself is too much for a screen.
const COLUMNS: &[&str] = &["id", "downloads", "likes", "last_modified", "gated", "private"];

/// List datasets on the Hub, or the files of one
#[derive(clap::Args)]
#[command(
    visible_alias = "ls",
    after_help = "\
Examples:
  $ hf datasets list --search finance --sort downloads
  $ hf datasets list --author HuggingFaceFW --filter language:en --limit 100
  $ hf datasets list --filter benchmark:official --quiet
  $ hf datasets list HuggingFaceFW/fineweb -R -h"
)]
pub struct List {
    #[command(flatten)]
    args: ListArgs<Dataset, RepoKey>,
    #[command(flatten)]
    filters: DatasetFilters,
}

#[derive(clap::Args)]
#[group(id = FILTERS)]
struct DatasetFilters {
    #[command(flatten)]
    gated: GatedArgs,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let query = self.filters.gated.query();
        self.args.print(cx, Narrowed { query, keep: None, columns: COLUMNS }).await
    }
}
