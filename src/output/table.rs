//! Rows as a grid for people and as tab-separated lines for agents, laid out as the Python client does. Does not
//! print, and leaves JSON and ids to `Out`.

use comfy_table::{CellAlignment, ColumnConstraint, ContentLineStyle, LineStyle, Table, TableStyle, Width};
use serde_json::{Map, Value};

use super::width::{self, Kept};
use super::{cell, escape, literal};

/// A row: its keys in order.
pub(crate) type Row = Map<String, Value>;

/// Which keys of a row are columns, and how they look. JSON output has every key all the same.
#[derive(Debug, Clone, Copy, Default)]
pub struct Columns {
    shown: Option<&'static [&'static str]>,
    for_people: Option<&'static [&'static str]>,
    whole: Option<&'static str>,
    id: Option<&'static str>,
    right: &'static [&'static str],
    moments: &'static [&'static str],
}

impl Columns {
    /// The keys of the first row, without those that are null in all rows.
    pub const fn of_rows() -> Self {
        Self { shown: None, for_people: None, whole: None, id: None, right: &[], moments: &[] }
    }

    /// These keys.
    pub const fn of(keys: &'static [&'static str]) -> Self {
        Self { shown: Some(keys), ..Self::of_rows() }
    }

    /// Of the keys that others see, those that fit on the screen of people.
    pub const fn for_people(self, keys: &'static [&'static str]) -> Self {
        Self { for_people: Some(keys), ..self }
    }

    /// The key whose cells are never cut: people copy them.
    pub const fn whole(self, key: &'static str) -> Self {
        Self { whole: Some(key), ..self }
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

    fn keys<'a>(&self, rows: &'a [Row]) -> Vec<&'a str> {
        let has_value = |key: &str| rows.iter().any(|row| row.get(key).is_some_and(|value| !value.is_null()));
        match self.shown {
            Some(keys) => keys.to_vec(),
            None => rows.iter().take(1).flat_map(Row::keys).map(String::as_str).filter(|key| has_value(key)).collect(),
        }
    }

    fn keys_for_people<'a>(&self, rows: &'a [Row]) -> Vec<&'a str> {
        let all = self.keys(rows);
        match self.for_people {
            Some(keys) => keys.iter().copied().filter(|key| all.contains(key)).collect(),
            None => all,
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

/// Columns as the first rows have them. They hold for all rows that follow.
pub(crate) struct Layout {
    columns: Columns,
    keys: Vec<String>,
    headers: Vec<String>,
    is_right: Vec<bool>,
    /// Of a grid; nothing before its first rows are drawn.
    widths: Vec<usize>,
    /// Headers of the columns that a narrow terminal has no room for.
    dropped: Vec<String>,
}

impl Layout {
    pub(crate) fn of(rows: &[Row], columns: Columns, for_people: bool) -> Self {
        let keys = if for_people { columns.keys_for_people(rows) } else { columns.keys(rows) };
        let headers = keys.iter().map(|key| header(key)).collect();
        let is_right = keys.iter().map(|key| columns.is_right(key, rows)).collect();
        let keys = keys.into_iter().map(str::to_owned).collect();
        Self { columns, keys, headers, is_right, widths: Vec::new(), dropped: Vec::new() }
    }

    /// The next rows of the grid for people, the first ones below the headers, and whether any cell is cut.
    pub(crate) fn grid(&mut self, rows: &[Row], view: View<'_>) -> (String, bool) {
        let is_first = self.widths.is_empty();
        let mut cells = self.cells(rows, view);
        let widths = match view.width {
            Some(terminal) if is_first => Some(self.fit(&mut cells, terminal)),
            Some(_) => Some(self.cut_at()),
            None => None,
        };
        let cut = widths.is_some_and(|widths| cut(&mut cells, &widths));
        if is_first {
            self.widths = width::natural(&self.headers, &cells);
        }
        (self.draw(cells, is_first), cut)
    }

    fn cells(&self, rows: &[Row], view: View<'_>) -> Vec<Vec<String>> {
        let text = |row: &Row, key: &str| cell::human(&self.columns.value(row, key), view.check_mark);
        rows.iter().map(|row| self.keys.iter().map(|key| text(row, key)).collect()).collect()
    }

    /// The widths of the columns that a terminal has room for; those further to the right are dropped first.
    fn fit(&mut self, cells: &mut [Vec<String>], terminal: usize) -> Vec<usize> {
        loop {
            let kept = self.kept();
            let widths = width::columns(&self.headers, cells, terminal, kept);
            let is_kept = |at: &usize| *at == kept.id || Some(*at) == kept.whole;
            let least = (0..widths.len()).rev().find(|at| !is_kept(at));
            let Some(least) = least.filter(|_| width::overflow(&widths, terminal, kept)) else { return widths };
            self.keys.remove(least);
            self.is_right.remove(least);
            self.dropped.insert(0, self.headers.remove(least));
            cells.iter_mut().for_each(|row| drop(row.remove(least)));
        }
    }

    /// Headers of the columns that are not shown because the terminal is narrow.
    pub(crate) fn dropped(&self) -> &[String] {
        &self.dropped
    }

    /// Where the cells of later rows are cut.
    fn cut_at(&self) -> Vec<usize> {
        let mut widths = self.widths.clone();
        if let Some(whole) = self.kept().whole {
            widths[whole] = usize::MAX;
        }
        widths
    }

    fn kept(&self) -> Kept {
        let position = |wanted: Option<&str>| self.keys.iter().position(|key| Some(key.as_str()) == wanted);
        Kept { id: position(self.columns.id).unwrap_or_default(), whole: position(self.columns.whole) }
    }

    fn draw(&self, cells: Vec<Vec<String>>, with_headers: bool) -> String {
        let mut table = Table::new();
        table.load_style(
            TableStyle::new()
                .header_lines(ContentLineStyle::none().junction(' '))
                .header_separator(LineStyle::none().fill('-').junction(' '))
                .content_lines(ContentLineStyle::none().junction(' ')),
        );
        if with_headers {
            table.set_header(&self.headers);
        }
        table.add_rows(cells);
        for ((column, width), is_right) in table.column_iter_mut().zip(&self.widths).zip(&self.is_right) {
            let width = Width::Fixed(u16::try_from(*width).unwrap_or(u16::MAX));
            column.set_padding((0, 0)).set_constraint(ColumnConstraint::LowerBoundary(width));
            if *is_right {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table.to_string()
    }

    /// The names of the columns between tabs, for agents.
    pub(crate) fn names(&self) -> String {
        self.keys.join("\t")
    }

    /// A row between tabs, for agents.
    pub(crate) fn tab_separated(&self, row: &Row) -> String {
        let cells = self.keys.iter().map(|key| cell::agent(&self.columns.value(row, key)));
        cells.collect::<Vec<_>>().join("\t")
    }

    /// What scripts get of a row.
    pub(crate) fn id(&self, row: &Row) -> String {
        let key = self.columns.id.or_else(|| self.keys.first().map(String::as_str));
        key.and_then(|key| row.get(key)).map_or_else(String::new, |id| escape::escape(&literal::text(id)))
    }
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

/// Cuts the cells that are wider than their columns. Returns whether there was any.
fn cut(cells: &mut [Vec<String>], widths: &[usize]) -> bool {
    let mut any = false;
    for row in cells {
        for (text, width) in row.iter_mut().zip(widths) {
            if let Some(fitting) = width::fit(text, *width) {
                *text = fitting;
                any = true;
            }
        }
    }
    any
}
