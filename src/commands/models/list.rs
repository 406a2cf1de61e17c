//! `hf models list`.

use anyhow::Result;

use super::filters::ModelFilters;
use crate::api::models::Model;
use crate::args::expand::ExpandArg;
use crate::args::files::RepoFilesArgs;
use crate::args::limit::LimitArg;
use crate::args::listing::{ListingArgs, RepoKey};
use crate::args::repo::id_parser;
use crate::args::sort::SortArg;
use crate::args::token::TokenArg;
use crate::commands::repo_files;
use crate::context::Context;
use crate::http::query::Query;
use crate::ids::repo::{RepoId, RepoKind};
use crate::output::Columns;

/// What the Hub tells by itself is too much for a screen.
const USUAL: Columns =
    EXPANDED.for_people(&["id", "downloads", "likes", "pipeline_tag", "library_name", "created_at", "private"]);
const EXPANDED: Columns = Columns::of_rows().whole("id");

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
    /// List the files of this model instead
    #[arg(value_name = "MODEL_ID", value_parser = id_parser(RepoKind::Model))]
    #[arg(conflicts_with_all = ["ListingArgs", "ModelFilters", "SortArg", "limit", "ExpandArg"])]
    repo_id: Option<RepoId>,
    #[command(flatten)]
    listing: ListingArgs,
    #[command(flatten)]
    filters: ModelFilters,
    #[command(flatten)]
    sort: SortArg<RepoKey>,
    #[command(flatten)]
    limit: LimitArg<30>,
    #[command(flatten)]
    expand: ExpandArg<Model>,
    #[command(flatten)]
    files: RepoFilesArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.token)?;
        if let Some(repo) = &self.repo_id {
            return repo_files::list(cx, &hub, repo, &self.files).await;
        }
        let columns = if self.expand.is_given() { EXPANDED } else { USUAL };
        cx.list(hub.models(&self.query()).take(self.limit.most()), &columns).await?;
        if self.filters.is_about_providers() && !self.expand.is_given() {
            cx.out.hint("add --expand inferenceProviderMapping to see who serves each model, and under which ID");
        }
        Ok(())
    }

    fn query(&self) -> Query {
        let query = self.listing.query().and(&self.filters.query()).maybe("sort", self.sort.word());
        query.set("limit", self.limit.most()).and(&self.expand.query())
    }
}
