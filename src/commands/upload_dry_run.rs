//! What `hf upload --dry-run` prints, in the manner of `hf download --dry-run`.

use anyhow::Result;
use serde::Serialize;

use crate::api::Hub;
use crate::base::size::human_size;
use crate::context::Context;
use crate::output::Columns;
use crate::output::quantity::files;
use crate::transfer::upload::Order;
use crate::transfer::upload::preview::{Fate, Preview, PreviewedFile};

#[derive(Serialize)]
struct DryRunRow<'a> {
    file: &'a str,
    /// Of what would be sent.
    size: String,
    action: &'static str,
}

/// Prints what an upload would do.
pub(super) async fn dry_run(cx: &Context, hub: &Hub, order: &Order) -> Result<()> {
    let preview = order.preview(hub).await?;
    for remark in &preview.remarks {
        cx.out.warning(remark);
    }
    cx.out.text(&headline(&preview))?;
    Ok(cx.out.table(&dry_run_rows(&preview), &Columns::of_rows())?)
}

fn headline(preview: &Preview) -> String {
    let sent: Vec<u64> =
        preview.files.iter().filter(|file| file.fate == Fate::Uploaded).map(|file| file.size).collect();
    let mut line = match (sent.len(), files(preview.files.len())) {
        (0, all) => format!("[dry-run] Would upload 0 of {all}: all files are up to date"),
        (count, all) => format!("[dry-run] Would upload {count} of {all}, {}", human_size(sent.iter().sum())),
    };
    if !preview.deletions.is_empty() {
        line += &format!(", and delete {}", files(preview.deletions.len()));
    }
    line + "."
}

fn dry_run_rows(preview: &Preview) -> Vec<DryRunRow<'_>> {
    let kept = preview.files.iter().map(|PreviewedFile { path, size, fate }| match fate {
        Fate::Uploaded => DryRunRow { file: path, size: human_size(*size), action: "upload" },
        Fate::Unchanged => DryRunRow { file: path, size: "-".to_owned(), action: "unchanged" },
        Fate::Ignored => DryRunRow { file: path, size: "-".to_owned(), action: "ignored" },
    });
    let deleted = preview.deletions.iter().map(|path| DryRunRow { file: path, size: "-".to_owned(), action: "delete" });
    kept.chain(deleted).collect()
}
