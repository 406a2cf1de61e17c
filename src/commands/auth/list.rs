//! `hf auth list`.

use std::time::SystemTime;

use anyhow::Result;

use super::stored::stored;
use crate::auth::resolve::{self, Found};
use crate::auth::store::StoredToken;
use crate::base::secret::Secret;
use crate::base::time::{local_date, unix_seconds};
use crate::context::Context;

/// List the stored tokens
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf auth list")]
pub struct List {}

const HEADERS: [&str; 4] = [" ", "name", "token", "expires"];

/// One line of the table: a mark, the name, the token made unreadable, and when it expires.
type Row = [String; HEADERS.len()];

impl List {
    #[expect(clippy::unused_async, reason = "every verb has the same shape")]
    pub async fn run(self, cx: &Context) -> Result<()> {
        let active = resolve::stored(&cx.config)?.map(Found::into_token);
        let tokens = stored(cx)?;
        let variable = cx.config.token.variable;
        if tokens.is_empty() {
            cx.out.log("No token is stored");
        } else {
            let columns = if tokens.iter().any(|stored| stored.has_expiry) { HEADERS.len() } else { HEADERS.len() - 1 };
            let rows: Vec<Row> = tokens.iter().map(|stored| row(&stored, active.as_ref())).collect();
            for line in table(&rows, columns) {
                cx.out.raw(&line)?;
            }
        }
        let active_is_stored = tokens.iter().any(|stored| stored.token.is_some() && stored.token == active);
        match variable {
            Some(name) => cx.out.warning(&format!("commands use the token in the variable {name}")),
            None if !tokens.is_empty() && !active_is_stored => {
                cx.out.warning("none of these is the active token: choose one with `hf auth switch`");
            }
            None => {}
        }
        Ok(())
    }
}

fn row(stored: &StoredToken<'_>, active: Option<&Secret>) -> Row {
    let is_active = stored.token.is_some() && stored.token.as_ref() == active;
    [
        if is_active { "*" } else { "" }.to_owned(),
        stored.name.to_owned(),
        stored.token.as_ref().map_or_else(|| "<not set>".to_owned(), Secret::masked),
        stored.expires_at.map(expiry).unwrap_or_default(),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "no clock shows a moment that a float does not hold")]
fn expiry(seconds: i64) -> String {
    let date = local_date(seconds).unwrap_or_default();
    if (seconds as f64) < unix_seconds(SystemTime::now()) { format!("{date} (expired)") } else { date }
}

/// The lines of the table that the Python client prints in every mode: cells padded, the last ones too.
fn table(rows: &[Row], columns: usize) -> Vec<String> {
    let length = |text: &str| text.chars().count();
    let width = |at: usize| rows.iter().map(|row| length(&row[at])).chain([HEADERS[at].len()]).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |cells: &[String]| {
        let cells = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join(" ")
    };
    let dashes: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    [line(&HEADERS.map(str::to_owned)), line(&dashes)].into_iter().chain(rows.iter().map(|row| line(row))).collect()
}

#[cfg(test)]
mod tests {
    use super::table;

    fn row(cells: [&str; 4]) -> super::Row {
        cells.map(str::to_owned)
    }

    #[test]
    fn cells_are_padded_and_a_column_may_be_left_out() {
        let rows = [row(["*", "laptop", "hf_****rite", ""]), row(["", "ci", "<not set>", ""])];
        let expected = ["  name   token      ", "- ------ -----------", "* laptop hf_****rite", "  ci     <not set>  "];
        assert_eq!(table(&rows, 3), expected);
    }
}
