//! A listing whose rows come in portions, so that one of any length takes little memory.
//!
//! Agents and scripts get rows as they come, so that what came before a failure is theirs. For people and programs the
//! first rows are held back: columns get the widths that these rows need, and a listing that fails before it is long is
//! not taken for a whole one. Later rows go out as they come, in columns of the same widths.

use std::io;

use serde::Serialize;
use serde_json::Value;

use super::table::{Columns, Layout, Row, View};
use super::{Format, Out};
use crate::base::json;

/// Rows that are turned into what is printed at a time.
const PORTION: usize = 1000;

/// Rows that are held back.
fn held_back(format: Format) -> usize {
    match format {
        Format::Human => 100,
        Format::Json => PORTION,
        Format::Agent | Format::Quiet => 1,
    }
}

/// A listing that is not at its end yet.
pub struct Listing<'a> {
    out: &'a Out,
    columns: Columns,
    has_nulls: bool,
    held: Vec<Row>,
    /// None before the first rows are printed.
    layout: Option<Layout>,
    is_cut: bool,
}

impl Out {
    /// How a grid looks to people, in so many columns.
    pub(super) fn view(&self, width: Option<usize>) -> View<'_> {
        View { width, check_mark: self.symbol("✔", "yes") }
    }

    /// A listing of rows that a command makes itself, nulls and all. Each must serialise to an object.
    ///
    /// # Errors
    /// Standard output cannot be written, or a row is no object.
    pub fn table<T: Serialize>(&self, rows: &[T], columns: &Columns) -> io::Result<()> {
        Listing::of_rows(self, *columns).whole(rows)
    }

    /// A listing of records of the Hub: fields that are null are left out. Each must serialise to an object.
    ///
    /// # Errors
    /// Standard output cannot be written, or a record is no object.
    pub fn records<T: Serialize>(&self, records: &[T], columns: &Columns) -> io::Result<()> {
        self.listing(columns).whole(records)
    }

    /// A listing of rows that a command makes itself, nulls and all, which come in portions.
    pub fn row_listing(&self, columns: &Columns) -> Listing<'_> {
        Listing::of_rows(self, *columns)
    }

    /// A listing of records that come in portions.
    pub fn listing(&self, columns: &Columns) -> Listing<'_> {
        Listing::of_records(self, *columns)
    }
}

impl<'a> Listing<'a> {
    /// Of records of the Hub: fields that are null are left out, at any depth.
    fn of_records(out: &'a Out, columns: Columns) -> Self {
        Self { has_nulls: false, ..Self::of_rows(out, columns) }
    }

    /// Of rows that a command makes itself.
    fn of_rows(out: &'a Out, columns: Columns) -> Self {
        Self { out, columns, has_nulls: true, held: Vec::new(), layout: None, is_cut: false }
    }

    /// Adds rows. Each must serialise to an object.
    ///
    /// # Errors
    /// Standard output cannot be written, or a row is no object.
    pub fn add<T: Serialize>(&mut self, rows: &[T]) -> io::Result<()> {
        let rows = serde_json::to_value(rows)?;
        let rows = if self.has_nulls { rows } else { json::without_nulls(rows) };
        let rows: Vec<Row> = serde_json::from_value(rows)?;
        self.held.extend(rows);
        let is_due = self.layout.is_some() || self.held.len() >= held_back(self.out.format());
        if is_due && !self.out.is_shaped_whole() { self.print() } else { Ok(()) }
    }

    /// Prints all rows of a listing. Where no row changes how another looks, few of them are in memory in the form in
    /// which they are printed.
    fn whole<T: Serialize>(mut self, rows: &[T]) -> io::Result<()> {
        let portion = match self.out.format() {
            Format::Json | Format::Quiet => PORTION,
            Format::Human | Format::Agent => rows.len().max(1),
        };
        rows.chunks(portion).try_for_each(|rows| self.add(rows))?;
        self.end()
    }

    /// Prints what is left.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn end(mut self) -> io::Result<()> {
        let is_empty = self.layout.is_none() && self.held.is_empty();
        match self.out.format() {
            _ if self.out.is_shaped_whole() => return self.out.object(&self.held),
            Format::Json if is_empty => return self.out.whole_line("[]"),
            Format::Human | Format::Agent if is_empty => return self.out.whole_line("No results found."),
            _ => self.print()?,
        }
        if self.out.format() == Format::Json {
            self.out.whole_line("]")?;
        }
        let dropped = self.layout.as_ref().map(Layout::dropped).unwrap_or_default();
        if !dropped.is_empty() {
            let dropped = dropped.join(", ");
            self.out.hint(&format!("no room for {dropped}: add --no-truncate or --format json to see everything"));
        } else if self.is_cut {
            self.out.hint("some values are truncated: add --no-truncate or --format json to see them in full");
        }
        Ok(())
    }

    fn print(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.held);
        if rows.is_empty() {
            return Ok(());
        }
        let is_first = self.layout.is_none();
        let settings = self.out.settings();
        let for_people = settings.format == Format::Human;
        let layout = self.layout.get_or_insert_with(|| Layout::of(&rows, self.columns, for_people));
        let text = match settings.format {
            Format::Human => {
                let width = (!settings.no_truncate).then_some(settings.width);
                let (grid, is_cut) = layout.grid(&rows, self.out.view(width));
                self.is_cut |= is_cut;
                grid + "\n"
            }
            Format::Agent => {
                let names = is_first.then(|| layout.names());
                lines(names.into_iter().chain(rows.iter().map(|row| layout.tab_separated(row))))
            }
            Format::Json => {
                let rows = self.out.chosen(rows.into_iter().map(Value::Object).collect());
                let objects = rows.iter().map(json::line).collect::<Result<Vec<_>, _>>()?;
                format!("{}{}", if is_first { "[" } else { ", " }, objects.join(", "))
            }
            Format::Quiet => lines(rows.iter().map(|row| layout.id(row))),
        };
        self.out.bytes(text.as_bytes())
    }
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| line + "\n").collect()
}
