//! Listings of files, printed as their pages come: a line for each for people and agents, paths for scripts, one array
//! for programs. As a tree they are printed at the end, for only then is it known.

use std::io;

use serde::Serialize;
use serde_json::Value;

use super::tree::{Cells, Tree};
use super::{Format, Out, escape, quantity};
use crate::base::json;
use crate::base::moment::Moment;

/// What a listing shows of a file or of a folder.
#[derive(Debug, Clone, Copy)]
pub struct FileRow<'a> {
    /// Without a slash at its end.
    pub path: &'a str,
    /// Bytes; `None` for a folder.
    pub size: Option<u64>,
    /// When it was changed, if that is known.
    pub date: Option<Moment>,
}

/// How files are listed.
#[derive(Debug, Clone, Copy, Default)]
pub struct FileStyle {
    /// Sizes with units and short dates.
    pub human_readable: bool,
    /// Folders with what is in them below them.
    pub tree: bool,
}

/// A listing that is not at its end yet.
pub struct FileListing<'a> {
    out: &'a Out,
    style: FileStyle,
    tree: Tree,
    is_empty: bool,
    has_folders: bool,
    /// Entries that an expression or a template gets at the end.
    held: Vec<Value>,
}

impl Out {
    /// A listing of files that come in portions.
    pub fn files(&self, style: FileStyle) -> FileListing<'_> {
        FileListing { out: self, style, tree: Tree::default(), is_empty: true, has_folders: false, held: Vec::new() }
    }
}

impl FileListing<'_> {
    /// Adds entries, which are printed in JSON as they serialise, without nulls. `row` tells what others see of them.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn add<T: Serialize>(&mut self, entries: &[T], row: impl Fn(&T) -> FileRow<'_>) -> io::Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let rows: Vec<FileRow<'_>> = entries.iter().map(row).collect();
        self.has_folders |= rows.iter().any(|row| row.size.is_none());
        let is_first = std::mem::take(&mut self.is_empty);
        if self.style.tree {
            rows.into_iter().for_each(|row| self.tree.add(row.path, self.cells(row)));
            return Ok(());
        }
        let text = match self.out.format() {
            Format::Json => {
                let entries = entries.iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>()?;
                let entries = entries.into_iter().map(json::without_nulls).collect();
                if self.out.is_shaped_whole() {
                    self.held.extend::<Vec<Value>>(entries);
                    return Ok(());
                }
                array_part(&self.out.chosen(entries), is_first)?
            }
            Format::Quiet => rows.into_iter().map(|row| shown_path(row) + "\n").collect(),
            Format::Human | Format::Agent => rows.into_iter().map(|row| self.line(row) + "\n").collect(),
        };
        self.out.bytes(text.as_bytes())
    }

    /// Prints what is left. Returns whether there were folders.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn end(self) -> io::Result<bool> {
        match self.out.format() {
            Format::Json if self.out.is_shaped_whole() => self.out.object(&self.held)?,
            _ if self.is_empty => self.out.text("(empty)")?,
            format if self.style.tree => self.tree.print(self.out, format != Format::Quiet)?,
            Format::Json => self.out.bytes(b"\n]\n")?,
            Format::Human | Format::Agent | Format::Quiet => {}
        }
        Ok(self.has_folders)
    }

    fn line(&self, row: FileRow<'_>) -> String {
        let (size, date) = self.cells(row).unwrap_or_else(|| (String::new(), self.date(row)));
        format!("{size:>12}  {date:>19}  {}", shown_path(row))
    }

    /// The size and the date of a file.
    fn cells(&self, row: FileRow<'_>) -> Option<Cells> {
        let size = row.size?;
        let size = if self.style.human_readable { quantity::bytes(size) } else { size.to_string() };
        Some((size, self.date(row)))
    }

    fn date(&self, row: FileRow<'_>) -> String {
        let write = if self.style.human_readable { Moment::brief } else { Moment::date_and_time };
        row.date.map(write).unwrap_or_default()
    }
}

fn shown_path(row: FileRow<'_>) -> String {
    escape::escape(row.path) + if row.size.is_none() { "/" } else { "" }
}

/// The items of an array that goes on, in the layout of an array that is printed as a whole.
fn array_part(entries: &[Value], is_first: bool) -> io::Result<String> {
    let array = json::indented(&entries, 2)?;
    let items = array.trim_start_matches('[').trim_end_matches("\n]");
    Ok(format!("{}{items}", if is_first { "[" } else { "," }))
}
