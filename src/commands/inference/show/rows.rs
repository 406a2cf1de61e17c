//! Answers as the rows of a table.

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::context::Context;
use crate::output::Columns;

/// Prints a table with these columns.
pub(super) fn table(cx: &Context, rows: &[Value], columns: &'static [&'static str]) -> Result<()> {
    // What a server adds beside objects cannot be a row.
    let rows: Vec<&Value> = rows.iter().filter(|row| row.is_object()).collect();
    Ok(cx.out.table(&rows, &Columns::of(columns))?)
}

/// The items of a list; anything else is one item.
pub(in crate::commands::inference) fn list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        Value::Null => Vec::new(),
        other => vec![other],
    }
}

/// An object of a picture, with the corners of its box beside its label.
pub(super) fn with_corners(item: Value) -> Value {
    let Value::Object(mut fields) = item else { return item };
    if let Some(Value::Object(corners)) = fields.shift_remove("box") {
        fields.extend(corners);
    }
    Value::Object(fields)
}

/// A token, whose label has one of two names.
pub(super) fn with_entity(item: Value) -> Value {
    let Value::Object(mut fields) = item else { return item };
    if let Some(group) = fields.shift_remove("entity_group") {
        fields.insert("entity".to_owned(), group);
    }
    Value::Object(fields)
}

/// A part of a recording, with its times in columns of their own.
pub(super) fn with_times(chunk: &Value) -> Value {
    let mut row = Map::new();
    row.insert("start".to_owned(), chunk["timestamp"][0].clone());
    row.insert("end".to_owned(), chunk["timestamp"][1].clone());
    row.insert("text".to_owned(), chunk["text"].as_str().map(str::trim).into());
    Value::Object(row)
}

/// Sentences beside their scores.
pub(super) fn scores(sentences: &[String], scores: &[Value]) -> Vec<Value> {
    let row = |(sentence, score): (&String, &Value)| json!({"sentence": sentence, "score": score});
    sentences.iter().zip(scores).map(row).collect()
}
