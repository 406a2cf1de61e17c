//! `hf datasets sql`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::Serialize;

use super::duckdb::Script;
use crate::args::local_path::local_path;
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::base::fs::random_suffix;
use crate::base::sql::is_one_reading;
use crate::context::Context;
use crate::output::Columns;

/// Endings of files, and what DuckDB calls their formats.
const FORMATS: [(&str, &str); 4] = [
    ("parquet", "FORMAT parquet"),
    ("csv", "FORMAT csv, HEADER"),
    ("json", "FORMAT json, ARRAY true"),
    ("jsonl", "FORMAT json, ARRAY false"),
];

/// Query datasets with SQL
///
/// The query is run by the duckdb program, which has to be installed. It reads the Parquet, CSV and JSON files of datasets,
/// named by URL or as hf://datasets/NAMESPACE/NAME/PATH, and only the parts of them that it needs. A query can read files
/// of this machine, but can write none without --allow-write.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf datasets sql \"SELECT count(*) FROM 'hf://datasets/stanfordnlp/imdb/plain_text/*.parquet'\"
  $ hf datasets sql \"FROM 'hf://datasets/ada/planets/planets.csv' LIMIT 5\" --json
  $ hf datasets sql \"FROM 'hf://datasets/ada/planets/planets.csv' WHERE moons = 2\" -o moons.parquet")]
pub struct Sql {
    /// Query in DuckDB's dialect
    sql: String,
    /// Write the rows to this file: .parquet, .csv, .json or .jsonl
    #[arg(short, long, value_name = "FILE", value_parser = local_path())]
    output: Option<PathBuf>,
    /// Let the query write files of this machine
    #[arg(long)]
    allow_write: bool,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Saved<'a> {
    path: &'a Path,
    bytes: u64,
}

impl Sql {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let query = self.sql.trim().trim_end_matches([';', ' ', '\t', '\n', '\r']);
        check(query)?;
        let token = if Script::names_url(query) { cx.run_token(&self.token).await? } else { None };
        let program = &cx.config.duckdb;
        let script = Script {
            query,
            endpoint: &cx.config.services.hub,
            token: token.as_ref(),
            may_write: self.allow_write,
            output: None,
        };
        let Some(file) = &self.output else {
            let status = cx.out.status("Running the query");
            let rows = script.run(program).await?;
            drop(status);
            return Ok(cx.out.table(&rows, &Columns::of_rows())?);
        };
        if !is_one_reading(query) {
            return Err(Misuse("--output takes the rows of one SELECT".to_owned()).into());
        }
        let format = format_of(file)?;
        // Beside its place, so that a query that fails leaves nothing there.
        let unfinished = Unfinished(file.with_file_name(format!(".hf-{}.tmp", random_suffix())));
        let status = cx.out.status("Running the query");
        Script { output: Some((&unfinished.0, format)), may_write: true, ..script }.run(program).await?;
        drop(status);
        let bytes = fs::metadata(&unfinished.0).map(|metadata| metadata.len());
        let bytes = bytes.with_context(|| format!("duckdb did not write '{}'", file.display()))?;
        fs::rename(&unfinished.0, file).with_context(|| format!("cannot write '{}'", file.display()))?;
        Ok(cx.out.done("Saved", &Saved { path: file, bytes })?)
    }
}

/// A file that is gone unless it was renamed.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Mostly it is there no more.
        drop(fs::remove_file(&self.0));
    }
}

/// Refuses what is not SQL: the program has commands of its own, which run other programs.
fn check(query: &str) -> Result<(), Misuse> {
    if query.is_empty() {
        return Err(Misuse("the query is empty".to_owned()));
    }
    let is_command = |line: &str| {
        let rest = line.trim_start().strip_prefix('.');
        rest.is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_alphabetic()))
    };
    match query.lines().find(|line| is_command(line)) {
        Some(line) => Err(Misuse(format!("'{}' is a command of DuckDB's shell: only SQL can be run", line.trim()))),
        None => Ok(()),
    }
}

fn format_of(file: &Path) -> Result<&'static str, Misuse> {
    let ending = file.extension().unwrap_or_default().to_ascii_lowercase();
    let known = FORMATS.iter().find(|(known, _)| ending == *known);
    known
        .map(|(_, format)| *format)
        .ok_or_else(|| Misuse(format!("'{}' names no format: use .parquet, .csv, .json or .jsonl", file.display())))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{check, format_of};

    #[test]
    fn commands_of_the_shell_are_refused_and_numbers_are_not() {
        assert!(check("SELECT\n .5").is_ok());
        for query in [".shell id", "SELECT 1;\n  .output x", ""] {
            assert!(check(query).is_err(), "{query}");
        }
    }

    #[test]
    fn the_ending_names_the_format() {
        assert_eq!(format_of(Path::new("a/b.CSV")), Ok("FORMAT csv, HEADER"));
        assert!(format_of(Path::new("a/b")).is_err());
    }
}
