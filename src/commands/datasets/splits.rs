//! `hf datasets splits`.

use anyhow::Result;
use serde::Serialize;

use super::viewer;
use crate::api::datasets::Dataset;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns = Columns::of(&["subset", "split", "rows", "columns", "bytes"]).id("split");

/// List the subsets and splits of a dataset, with their row counts
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf datasets splits nyu-mll/glue
  $ hf datasets splits nyu-mll/glue --json")]
pub struct Splits {
    #[command(flatten)]
    dataset: IdArg<Dataset>,
    #[command(flatten)]
    token: TokenArg,
}

/// `bytes` are those of the Parquet files. A split that is not converted has no numbers.
#[derive(Serialize)]
struct Row<'a> {
    subset: &'a str,
    split: &'a str,
    rows: Option<u64>,
    columns: Option<u64>,
    bytes: Option<u64>,
}

impl Splits {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (server, dataset) = (viewer::server(cx, &self.token)?, self.dataset.id());
        let found = server.splits(dataset).await?;
        viewer::warn_of_gaps(cx, &found.gaps);
        // The names are worth printing without the numbers.
        let sizes = server.split_sizes(dataset).await.unwrap_or_else(|error| {
            cx.out.warning(&format!("the sizes are not known: {error}"));
            Vec::new()
        });
        let rows = found.splits.iter().map(|split| {
            let size = sizes.iter().find(|size| size.config == split.config && size.split == split.split);
            Row {
                subset: &split.config,
                split: &split.split,
                rows: size.and_then(|size| size.num_rows),
                columns: size.and_then(|size| size.num_columns),
                bytes: size.and_then(|size| size.num_bytes_parquet_files),
            }
        });
        Ok(cx.out.table(&rows.collect::<Vec<_>>(), &COLUMNS)?)
    }
}
