//! Answers that hold several pieces of content in base64: the masks of a picture, and recordings made of one.

use std::path::{Path, PathBuf};

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::content::{save, show, slug};
use super::rows::{list, table};
use super::target::Target;
use crate::api::inference::media::Content;
use crate::context::Context;
use crate::output::Format;

/// Prints the segments of a picture as a table, and saves their masks if a file is named.
pub(super) fn segments(cx: &Context, value: Value, target: &Target<'_>) -> Result<()> {
    let segments = list(value);
    match target.output {
        Some(path) => save_all(cx, &segments, "mask", path)?,
        None if cx.out.format() == Format::Json => cx.out.object(&segments)?,
        None => {
            table(cx, &segments, &["label", "score"])?;
            cx.out.hint("add -o FILE.png to save the masks");
        }
    }
    if !target.shows {
        return Ok(());
    }
    let masks = segments.iter().map(|segment| content(segment, "mask")).collect::<Result<Vec<_>>>()?;
    let masks: Vec<&[u8]> = masks.iter().map(|mask| &mask.bytes[..]).collect();
    Ok(cx.out.pictures(&masks)?)
}

/// Saves recordings. One of them goes where content goes; several need a file's name to be named after.
pub(super) fn recordings(cx: &Context, value: Value, target: &Target<'_>) -> Result<()> {
    let recordings = list(value);
    match (&recordings[..], target.output) {
        (all, Some(path)) => save_all(cx, all, "blob", path),
        (all, None) if cx.out.format() == Format::Json => Ok(cx.out.object(&all)?),
        ([one], None) => show(cx, &content(one, "blob")?, target),
        (all, None) => {
            let name = slug(target.name);
            save_all(cx, all, "blob", Path::new(&name))
        }
    }
}

/// One piece is saved as the file itself, several beside it: `sky.png` becomes `sky-1-cloud.png`.
fn save_all(cx: &Context, items: &[Value], key: &str, path: &Path) -> Result<()> {
    for (index, item) in items.iter().enumerate() {
        let content = content(item, key)?;
        let path = if items.len() == 1 { path.to_owned() } else { numbered(path, index + 1, item) };
        save(cx, &content, &path)?;
    }
    Ok(())
}

fn numbered(path: &Path, number: usize, item: &Value) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let label = slug(item["label"].as_str().unwrap_or_default());
    let end = path.extension().map_or_else(String::new, |end| format!(".{}", end.to_string_lossy()));
    path.with_file_name(format!("{stem}-{number}-{label}{end}"))
}

/// The content of an item in base64, behind this key.
pub(in crate::commands::inference) fn content(item: &Value, key: &str) -> Result<Content> {
    let text = item[key].as_str().map(str::trim).unwrap_or_default();
    // Some servers send a data URL.
    let text = text.split_once(";base64,").map_or(text, |(_, data)| data);
    let bytes = STANDARD.decode(text).map_err(|_| anyhow::anyhow!("the answer holds no valid base64 at '{key}'"))?;
    let kind = item["content_type"].as_str().map(str::to_owned);
    Ok(Content { bytes: bytes.into(), kind })
}
