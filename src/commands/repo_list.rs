//! Listings of repos of one kind, or of the files of one of them: what `models list`, `datasets list` and `spaces list`
//! have in common. What a kind is filtered by, and the columns that people see, its verb says.

use anyhow::Result;
use clap::ValueEnum;

use super::repo_files;
use crate::api::pages::{Keep, Pages};
use crate::api::records::RepoRecord;
use crate::args::expand::ExpandArg;
use crate::args::files::RepoFilesArgs;
use crate::args::limit::LimitArg;
use crate::args::listing::ListingArgs;
use crate::args::repo::{id_parser, placeholder};
use crate::args::sort::SortArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::http::query::Query;
use crate::ids::repo::{RepoId, RepoKind};
use crate::output::Columns;

/// The ID of the group of arguments that a verb filters its kind of repos by.
pub(super) const FILTERS: &str = "filters";

/// Everything but the filters of a kind.
#[derive(clap::Args)]
pub(super) struct ListArgs<R: RepoRecord, K: ValueEnum + Clone + Send + Sync + 'static> {
    #[arg(
        value_name = placeholder(R::KIND),
        value_parser = id_parser(R::KIND),
        help = format!("List the files of this {} instead", R::KIND),
        conflicts_with_all = of_listings(R::KIND)
    )]
    repo_id: Option<RepoId>,
    #[command(flatten)]
    listing: ListingArgs,
    #[command(flatten)]
    sort: SortArg<K>,
    #[command(flatten)]
    limit: LimitArg<30>,
    #[command(flatten)]
    expand: ExpandArg<R>,
    #[command(flatten)]
    files: RepoFilesArgs,
    #[command(flatten)]
    token: TokenArg,
}

/// What makes no sense for the files of one repo.
fn of_listings(kind: RepoKind) -> Vec<&'static str> {
    let mut all = vec!["ListingArgs", FILTERS, "SortArg", "limit", "ExpandArg"];
    // Nobody gates Spaces.
    all.extend((kind != RepoKind::Space).then_some("GatedArgs"));
    all
}

/// How the records of a kind are narrowed down, and what people see of them.
pub(super) struct Narrowed<'a, R> {
    /// What the Hub is asked for besides.
    pub(super) query: Query,
    /// What the Hub cannot filter by.
    pub(super) keep: Option<Keep<'a, R>>,
    /// The columns for people, unless they ask for others.
    pub(super) columns: &'static [&'static str],
}

impl<R: RepoRecord, K: ValueEnum + Clone + Send + Sync + 'static> ListArgs<R, K> {
    /// Whether properties were asked for by name.
    pub(super) fn is_expanded(&self) -> bool {
        self.expand.is_given()
    }

    /// Prints the repos, or the files of the one that was named.
    pub(super) async fn print(&self, cx: &Context, narrowed: Narrowed<'_, R>) -> Result<()> {
        let hub = cx.hub(&self.token)?;
        if let Some(repo) = &self.repo_id {
            return repo_files::list(cx, &hub, repo, &self.files).await;
        }
        let all = Columns::of_rows().whole("id");
        let columns = if self.is_expanded() { all } else { all.for_people(narrowed.columns) };
        // Where some are dropped here, the number that is wanted says nothing of how many to ask for.
        let page = if narrowed.keep.is_some() { LimitArg::<0>::default().page() } else { self.limit.page() };
        let query = self.listing.query().and(&narrowed.query).and(&self.sort.query()).set("limit", page);
        let pages: Pages<'_, R> = hub.repo_records(&query.and(&self.expand.query()));
        let pages = match narrowed.keep {
            Some(keep) => pages.retain(keep),
            None => pages,
        };
        cx.list(pages.take(self.limit.most()), &columns).await
    }
}
