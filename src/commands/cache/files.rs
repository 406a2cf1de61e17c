//! The files of a cache, one per line: what `hf cache list --files` prints.

use std::time::SystemTime;

use anyhow::Result;
use serde::Serialize;

use crate::args::missing::Missing;
use crate::base::age::time_since;
use crate::base::size::human_size;
use crate::base::time::unix_seconds;
use crate::cache::{CachedRepo, Scan};
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns =
    Columns::of(&["id", "revision", "file", "size", "last_accessed"]).id("path").right(&["size"]).whole("file");

#[derive(Serialize)]
struct File {
    id: String,
    revision: String,
    /// In the repo.
    file: String,
    size: String,
    bytes: u64,
    last_accessed: String,
    path: String,
    blob_path: String,
}

/// Prints the files of a repo, or of all.
pub(super) fn print(cx: &Context, scan: &Scan, repo: Option<&str>) -> Result<()> {
    let now = unix_seconds(SystemTime::now());
    let is_meant = |cached: &&CachedRepo| repo.is_none_or(|name| cached.cache_id() == name || cached.id == name);
    let mut meant = scan.repos.iter().filter(is_meant).peekable();
    if let (None, Some(name)) = (meant.peek(), repo) {
        let hint = "list them with `hf cache list`".to_owned();
        return Err(Missing { kind: "cached repo", name: name.to_owned(), hint }.into());
    }
    let rows: Vec<File> = meant.flat_map(|cached| files(cached, now)).collect();
    Ok(cx.out.table(&rows, &COLUMNS)?)
}

fn files(cached: &CachedRepo, now: f64) -> impl Iterator<Item = File> + '_ {
    cached.revisions.iter().flat_map(move |revision| {
        revision.files.iter().filter_map(move |file| {
            let blob = cached.blobs.get(file.blob)?;
            let name = file.path.strip_prefix(&revision.path).unwrap_or(&file.path);
            Some(File {
                id: cached.cache_id(),
                revision: revision.commit.clone(),
                file: name.display().to_string(),
                size: human_size(blob.size),
                bytes: blob.size,
                last_accessed: time_since(now - blob.moments.accessed),
                path: file.path.display().to_string(),
                blob_path: blob.path.display().to_string(),
            })
        })
    })
}
