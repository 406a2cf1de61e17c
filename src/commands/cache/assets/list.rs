//! `hf cache assets list`.

use std::cmp::Reverse;

use anyhow::Result;
use serde::Serialize;

use super::folder::AssetsDirArg;
use crate::base::size::human_size;
use crate::cache::usage::below;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns = Columns::of(&["library", "namespace", "size", "files"]).right(&["size"]);

/// List the assets that libraries keep, largest first
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf cache assets list
  $ hf cache assets list --json")]
pub struct List {
    #[command(flatten)]
    folder: AssetsDirArg,
}

#[derive(Serialize)]
struct Row {
    library: String,
    namespace: String,
    size: String,
    files: usize,
    bytes: u64,
    path: String,
}

impl List {
    pub fn run(self, cx: &Context) -> Result<()> {
        let root = self.folder.folder(cx);
        let mut rows = Vec::new();
        for library in below(&root).into_keys() {
            let folder = root.join(&library);
            for (namespace, usage) in below(&folder) {
                rows.push(Row {
                    library: library.clone(),
                    size: human_size(usage.bytes),
                    files: usage.files,
                    bytes: usage.bytes,
                    path: folder.join(&namespace).display().to_string(),
                    namespace,
                });
            }
        }
        rows.sort_by_key(|row| Reverse(row.bytes));
        Ok(cx.out.table(&rows, &COLUMNS)?)
    }
}
