//! `hf datasets parquet`.

use anyhow::Result;
use serde::Serialize;

use super::viewer;
use crate::api::datasets::Dataset;
use crate::api::viewer::ParquetFile;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns = Columns::of(&["subset", "split", "url", "size"]).whole("url").id("url");

/// List the Parquet files of a dataset
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf datasets parquet cfahlgren1/hub-stats
  $ hf datasets parquet cfahlgren1/hub-stats --subset models --quiet
  $ hf datasets parquet cfahlgren1/hub-stats --split train --json")]
pub struct Parquet {
    #[command(flatten)]
    dataset: IdArg<Dataset>,
    /// Only files of this subset
    #[arg(long, value_name = "SUBSET")]
    subset: Option<String>,
    /// Only files of this split
    #[arg(long, value_name = "SPLIT")]
    split: Option<String>,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Row<'a> {
    subset: &'a str,
    split: &'a str,
    url: &'a str,
    size: u64,
}

impl Parquet {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (server, dataset) = (viewer::server(cx, &self.token)?, self.dataset.id());
        let found = server.parquet_files(dataset, self.subset.as_deref()).await?;
        viewer::warn_of_gaps(cx, &found.gaps);
        let is_wanted = |file: &&ParquetFile| self.split.as_ref().is_none_or(|split| file.split == *split);
        let wanted = found.files.iter().filter(is_wanted);
        let rows: Vec<Row<'_>> = wanted
            .map(|file| Row { subset: &file.config, split: &file.split, url: &file.url, size: file.size })
            .collect();
        cx.out.table(&rows, &COLUMNS)?;
        if let Some(row) = rows.first() {
            cx.out.hint(&format!("query them with `hf datasets sql \"SELECT * FROM read_parquet('{}')\"`", row.url));
        }
        Ok(())
    }
}
