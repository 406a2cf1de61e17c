//! Rows as a grid for people and as tab-separated lines for agents, laid out as the Python client does. Does not
//! print, and leaves JSON and ids to `Out`.

use comfy_table::{CellAlignment, ContentLineStyle, LineStyle, Table, TableStyle};
use serde_json::{Map, Value};

use super::{cell, width};

/// A row: its keys in order.
pub(crate) type Row = Map<String, Value>;

/// Which keys of a row are columns, and how they view. JSON output has every key all the same.
#[derive(Debug, Clone, Copy, Default)]
pub struct Columns {
    shown: Option<&'static [&'static str]>,
    id: Option<&'static str>,
    right: &'static [&'static str],
    moments: &'static [&'static str],
}

impl Columns {
    /// The keys of the first row, without those that are null in all rows.
    pub const fn of_rows() -> Self {
        Self { shown: None, id: None, right: &[], moments: &[] }
    }

    /// These keys.
    pub const fn of(keys: &'static [&'static str]) -> Self {
        Self { shown: Some(keys), ..Self::of_rows() }
    }

    /// The key that quiet mode prints, instead of the first column.
    pub const fn id(self, key: &'static str) -> Self {
        Self { id: Some(key), ..self }
    }

    /// Keys that are aligned to the right although they are not numbers, such as sizes for people.
    pub const fn right(self, keys: &'static [&'static str]) -> Self {
        Self { right: keys, ..self }
    }

    /// Keys whose values are moments written `2024-01-02 03:04:05+00:00`: JSON keeps the blank, agents see a `T`,
    /// people the date. Moments written with a `T` need no mention.
    pub const fn moments(self, keys: &'static [&'static str]) -> Self {
        Self { moments: keys, ..self }
    }

    pub(crate) fn id_of<'a>(&self, rows: &'a [Row]) -> Option<&'a str> {
        self.id.or_else(|| self.keys(rows).first().copied())
    }

    fn keys<'a>(&self, rows: &'a [Row]) -> Vec<&'a str> {
        let has_value = |key: &str| rows.iter().any(|row| row.get(key).is_some_and(|value| !value.is_null()));
        match self.shown {
            Some(keys) => keys.to_vec(),
            None => rows.iter().take(1).flat_map(Row::keys).map(String::as_str).filter(|key| has_value(key)).collect(),
        }
    }

    fn is_right(&self, key: &str, rows: &[Row]) -> bool {
        let is_number = |row: &Row| row.get(key).is_none_or(|value| value.is_null() || value.is_number());
        self.right.contains(&key) || rows.iter().all(is_number)
    }

    fn value(&self, row: &Row, key: &str) -> Value {
        let value = row.get(key).cloned().unwrap_or_default();
        match &value {
            Value::String(text) if self.moments.contains(&key) && cell::date(text, b' ').is_some() => {
                Value::String(text.replacen(' ', "T", 1))
            }
            _ => value,
        }
    }
}

/// What a grid for people needs to know of their terminal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    /// Columns of the terminal; none to show every cell whole.
    pub(crate) width: Option<usize>,
    /// What stands for true.
    pub(crate) check_mark: &'a str,
}

/// The grid for people, and whether any cell is cut.
pub(crate) fn grid(rows: &[Row], columns: &Columns, view: View<'_>) -> (String, bool) {
    let keys = columns.keys(rows);
    let headers: Vec<String> = keys.iter().map(|key| header(key)).collect();
    let text = |row: &Row, key: &str| cell::human(&columns.value(row, key), view.check_mark);
    let mut cells: Vec<Vec<String>> = rows.iter().map(|row| keys.iter().map(|key| text(row, key)).collect()).collect();
    let cut = view.width.is_some_and(|width| cut(&headers, &mut cells, width));

    let mut table = Table::new();
    table.load_style(
        TableStyle::new()
            .header_lines(ContentLineStyle::none().junction(' '))
            .header_separator(LineStyle::none().fill('-').junction(' '))
            .content_lines(ContentLineStyle::none().junction(' ')),
    );
    table.set_header(headers).add_rows(cells);
    for (column, key) in table.column_iter_mut().zip(&keys) {
        column.set_padding((0, 0));
        if columns.is_right(key, rows) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    (table.to_string(), cut)
}

/// The lines for agents: names as they are, then the rows, between tabs.
pub(crate) fn tab_separated(rows: &[Row], columns: &Columns) -> String {
    let keys = columns.keys(rows);
    let mut lines = vec![keys.join("\t")];
    for row in rows {
        let cells: Vec<String> = keys.iter().map(|key| cell::agent(&columns.value(row, key))).collect();
        lines.push(cells.join("\t"));
    }
    lines.join("\n")
}

/// `createdAt` as `CREATED_AT`.
fn header(key: &str) -> String {
    let mut split = String::with_capacity(key.len() + 1);
    let mut after_lower = false;
    for character in key.chars() {
        if after_lower && character.is_ascii_uppercase() {
            split.push('_');
        }
        after_lower = character.is_ascii_lowercase();
        split.push(character);
    }
    split.to_uppercase()
}

fn cut(headers: &[String], cells: &mut [Vec<String>], terminal: usize) -> bool {
    let widths = width::columns(headers, cells, terminal);
    let mut any = false;
    for row in cells {
        for (text, width) in row.iter_mut().zip(&widths) {
            if let Some(fitting) = width::fit(text, *width) {
                *text = fitting;
                any = true;
            }
        }
    }
    any
}
