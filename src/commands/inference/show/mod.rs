//! Answers on the screen and in files: tables for labels and scores, text for text, files for content. Programs get the
//! documented shape of the task.

pub(super) mod content;
pub(super) mod masks;
pub(super) mod rows;
pub(in crate::commands) mod target;
mod vectors;

use std::path::Path;

use anyhow::Result;
use serde_json::Value;

use crate::api::inference::answer::Answer;
use crate::context::Context;
use crate::output::Format;
use rows::{list, table};
use target::Target;

/// How the answer of a task is shown.
pub(in crate::commands) enum Show {
    /// A table with these columns.
    Table(&'static [&'static str]),
    /// A table of objects and where they are.
    Boxes,
    /// A table of words and what they are.
    Tokens,
    /// The text at this key.
    Text(&'static str),
    /// One value per line.
    Lines,
    /// What was said, and when.
    Transcript,
    /// One vector per line.
    Vectors,
    /// These sentences and their scores.
    Scores(Vec<String>),
    /// A table, and files for the masks.
    Masks,
    /// Recordings in base64.
    Recordings,
    /// JSON as it is.
    Json,
}

/// Shows an answer.
pub(in crate::commands) fn answer(cx: &Context, show: &Show, answer: Answer, target: &Target<'_>) -> Result<()> {
    match (answer, show) {
        (Answer::Content(content), _) => content::show(cx, &content, target),
        (Answer::Json(value), Show::Masks) => masks::segments(cx, value, target),
        (Answer::Json(value), Show::Recordings) => masks::recordings(cx, value, target),
        (Answer::Json(value), show) => match target.output.filter(|path| *path != Path::new("-")) {
            Some(path) => content::save_json(cx, &value, path),
            None => print(cx, show, value),
        },
    }
}

fn print(cx: &Context, show: &Show, value: Value) -> Result<()> {
    if cx.out.format() == Format::Json && !matches!(show, Show::Vectors) {
        return Ok(cx.out.object(&value)?);
    }
    let mapped = |row: fn(Value) -> Value, value| list(value).into_iter().map(row).collect::<Vec<_>>();
    match show {
        Show::Table(columns) => table(cx, &list(value), columns),
        Show::Boxes => {
            table(cx, &mapped(rows::with_corners, value), &["label", "score", "xmin", "ymin", "xmax", "ymax"])
        }
        Show::Tokens => table(cx, &mapped(rows::with_entity, value), &["word", "entity", "score", "start", "end"]),
        Show::Text(key) => text(cx, &value, key),
        Show::Lines => list(value).iter().try_for_each(|item| Ok(cx.out.raw(&plain(item))?)),
        Show::Transcript => transcript(cx, &value),
        Show::Vectors => vectors::print(cx, value),
        Show::Scores(sentences) => table(cx, &rows::scores(sentences, &list(value)), &["sentence", "score"]),
        Show::Masks | Show::Recordings | Show::Json => Ok(cx.out.object(&value)?),
    }
}

fn text(cx: &Context, value: &Value, key: &str) -> Result<()> {
    match value.get(key) {
        Some(text) => Ok(cx.out.raw(&plain(text))?),
        None => Ok(cx.out.object(value)?),
    }
}

/// The text, and for people what was said when.
fn transcript(cx: &Context, value: &Value) -> Result<()> {
    let chunks = value["chunks"].as_array().filter(|chunks| !chunks.is_empty());
    match chunks.filter(|_| cx.out.format() == Format::Human) {
        Some(chunks) => table(cx, &chunks.iter().map(rows::with_times).collect::<Vec<_>>(), &["start", "end", "text"]),
        None => text(cx, value, "text"),
    }
}

/// Text without quotes; everything else as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
