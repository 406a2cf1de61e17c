//! `hf datasets rows`.

use anyhow::Result;

use super::viewer::{self, SplitArgs};
use crate::api::datasets::Dataset;
use crate::api::viewer::{Gaps, LONGEST_PAGE, RowFilter};
use crate::args::limit::LimitArg;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

/// Show rows of a dataset
///
/// The rows come from the dataset viewer, so that only these rows are downloaded. The viewer cuts long values; use
/// `hf datasets sql` to see them in full.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf datasets rows stanfordnlp/imdb
  $ hf datasets rows nyu-mll/glue --subset mrpc --split test --offset 100 --limit 5
  $ hf datasets rows stanfordnlp/imdb --where '\"label\"=1' --json
  $ hf datasets rows stanfordnlp/imdb --search 'a great film'")]
pub struct Rows {
    #[command(flatten)]
    dataset: IdArg<Dataset>,
    #[command(flatten)]
    split: SplitArgs,
    /// Skip this many rows
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: u64,
    #[command(flatten)]
    limit: LimitArg<10>,
    /// Only rows that contain these words
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// Only rows that this condition holds for, in SQL
    #[arg(long, value_name = "CONDITION", conflicts_with = "search")]
    r#where: Option<String>,
    #[command(flatten)]
    token: TokenArg,
}

impl Rows {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (server, dataset) = (viewer::server(cx, &self.token)?, self.dataset.id());
        let split = viewer::resolve(&server, dataset, &self.split).await?;
        let filter = match (self.search, self.r#where) {
            (Some(words), _) => RowFilter::Search(words),
            (None, Some(condition)) => RowFilter::Where(condition),
            (None, None) => RowFilter::All,
        };
        let (mut offset, mut left) = (self.offset, self.limit.most());
        let mut listing = cx.out.row_listing(&Columns::of_rows());
        let mut has_cuts = false;
        while left > 0 {
            let asked = left.min(LONGEST_PAGE);
            let page = server.rows(dataset, &split, &filter, (offset, asked)).await?;
            if page.partial && offset == self.offset {
                viewer::warn_of_gaps(cx, &Gaps { partial: true, ..Gaps::default() });
            }
            // A server that sends more than it was asked for decides nothing here.
            let rows: Vec<_> = page.rows.into_iter().take(asked).collect();
            has_cuts |= rows.iter().any(|row| !row.truncated_cells.is_empty());
            listing.add(&rows.iter().map(|row| &row.row).collect::<Vec<_>>())?;
            (offset, left) = (offset.saturating_add(rows.len() as u64), left - rows.len());
            if rows.len() < asked || page.num_rows_total.is_some_and(|total| offset >= total) {
                break;
            }
        }
        listing.end()?;
        if has_cuts {
            cx.out.warning("the viewer has cut long values");
        }
        Ok(())
    }
}
