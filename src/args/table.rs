//! Tables for models: CSV, TSV, or JSON with a list for each column. What is in the cells is text.

use std::convert::Infallible;
use std::fs;
use std::path::PathBuf;
use std::str::FromStr;

use serde_json::{Map, Value};

use super::inputs::InputError;
use super::missing::UnreadableInput;
use super::misuse::Misuse;
use crate::base::text;

/// The file of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableInput(PathBuf);

/// A table, by its columns.
type Table = Map<String, Value>;

impl FromStr for TableInput {
    type Err = Infallible;

    fn from_str(path: &str) -> Result<Self, Infallible> {
        Ok(Self(path.into()))
    }
}

impl TableInput {
    /// The cells of each column.
    ///
    /// # Errors
    /// [`InputError`]: the file cannot be read, or holds no table.
    pub fn read(&self) -> Result<Value, InputError> {
        let path = &self.0;
        let bytes = fs::read(path).map_err(UnreadableInput::at(path))?;
        let flaw = |what: String| Misuse(format!("'{}': {what}", path.display()));
        let text = text::decode(&bytes).map_err(|error| flaw(error.to_string()))?;
        if text.trim_start().starts_with('{') {
            let table: Table = serde_json::from_str(&text).map_err(|error| flaw(error.to_string()))?;
            return Ok(table.into());
        }
        let is_tsv = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("tsv"));
        Ok(of_rows(rows(&text, if is_tsv { '\t' } else { ',' })).map_err(flaw)?.into())
    }
}

/// The first row names the columns.
fn of_rows(rows: Vec<Vec<String>>) -> Result<Table, String> {
    let mut rows = rows.into_iter();
    let names = rows.next().ok_or("the table is empty")?;
    let mut columns: Vec<Vec<Value>> = vec![Vec::new(); names.len()];
    for (number, row) in rows.enumerate() {
        if row.len() != names.len() {
            return Err(format!("row {} has {} cells, not {}", number + 2, row.len(), names.len()));
        }
        for (column, cell) in columns.iter_mut().zip(row) {
            column.push(cell.into());
        }
    }
    Ok(names.into_iter().zip(columns.into_iter().map(Value::Array)).collect())
}

/// The cells of all rows that are not empty (RFC 4180): in quotes, a separator and a line end are text.
fn rows(text: &str, separator: char) -> Vec<Vec<String>> {
    let (mut all, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut is_quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' if is_quoted || cell.is_empty() => is_quoted = !is_quoted,
            _ if is_quoted => cell.push(letter),
            '\n' => {
                row.push(std::mem::take(&mut cell));
                all.push(std::mem::take(&mut row));
            }
            '\r' if letters.peek() == Some(&'\n') => {}
            letter if letter == separator => row.push(std::mem::take(&mut cell)),
            letter => cell.push(letter),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        all.push(row);
    }
    all.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{of_rows, rows};

    #[test]
    fn columns_are_named_by_the_first_row() {
        let table = of_rows(rows("Name,Stars\r\nA,1\r\n\"B, \"\"C\"\"\",2\n\n", ',')).unwrap();
        assert_eq!(serde_json::Value::from(table), json!({"Name": ["A", "B, \"C\""], "Stars": ["1", "2"]}));
    }

    #[test]
    fn a_row_that_is_too_short_is_named() {
        assert_eq!(of_rows(rows("a\tb\n1\n", '\t')).unwrap_err(), "row 2 has 1 cells, not 2");
        assert!(of_rows(rows("", ',')).is_err());
    }
}
