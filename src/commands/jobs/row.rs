//! Jobs as rows, with the columns that the Python client adds to the Hub's own keys.

use anyhow::Result;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::args::labels::NAME;
use crate::base::json::without_nulls;
use crate::context::Context;
use crate::output::{Columns, Format};

/// What stands where there is nothing.
pub(super) const NONE: &str = "N/A";

/// What runs, as both jobs and scheduled jobs have it.
pub(super) struct Runs<'a> {
    pub name: Option<&'a str>,
    pub docker_image: Option<&'a str>,
    pub command: Option<&'a [String]>,
}

/// The record with its name in front, if it has one.
pub(super) fn with_name(name: Option<&str>, record: &impl Serialize) -> Result<Map<String, Value>> {
    let fields = fields(record)?;
    let name = name.map(|name| (NAME.to_owned(), name.into()));
    Ok(name.into_iter().chain(fields).collect())
}

/// Prints records as they are: a list for programs, for people the one that they asked for.
pub(super) fn print_all(cx: &Context, rows: &[Map<String, Value>]) -> Result<()> {
    match (cx.out.format(), rows) {
        (Format::Human, [row]) => Ok(cx.out.record(row)?),
        (Format::Human, _) => Ok(cx.out.record(&rows)?),
        _ => Ok(cx.out.records(rows, &Columns::of_rows().id("id"))?),
    }
}

/// The keys of a record, without those that are null.
pub(super) fn fields(record: &impl Serialize) -> Result<Map<String, Value>> {
    match without_nulls(serde_json::to_value(record)?) {
        Value::Object(fields) => Ok(fields),
        other => Err(anyhow::anyhow!("expected an object, found {other}")),
    }
}

impl Runs<'_> {
    /// Adds the columns that say what runs. A command is one text in listings, at the place where the words were.
    pub(super) fn add_to(&self, row: &mut Map<String, Value>) {
        let command = self.command.map(|words| words.join(" ")).filter(|line| !line.is_empty());
        row.insert(NAME.to_owned(), self.name.filter(|name| !name.is_empty()).unwrap_or(NONE).into());
        row.insert("image/space".to_owned(), self.docker_image.unwrap_or(NONE).into());
        row.insert("command".to_owned(), command.as_deref().unwrap_or(NONE).into());
    }
}

/// `54s`, `1m 54s`, `1h 2m`, or `--` for a time that is not known: the Python client's texts.
pub(super) fn runtime(seconds: Option<f64>) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "fractions of a second do not show")]
    let seconds = seconds.map(|seconds| seconds as i64);
    match seconds {
        None => "--".to_owned(),
        Some(seconds @ ..60) => format!("{seconds}s"),
        Some(seconds @ 60..3600) => format!("{}m {}s", seconds / 60, seconds % 60),
        Some(seconds) => format!("{}h {}m", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::runtime;

    #[test]
    fn a_runtime_has_two_units_at_most() {
        for (seconds, text) in
            [(0.0, "0s"), (54.9, "54s"), (114.0, "1m 54s"), (3725.0, "1h 2m"), (360_000.0, "100h 0m")]
        {
            assert_eq!(runtime(Some(seconds)), text);
        }
        assert_eq!(runtime(None), "--");
    }
}
