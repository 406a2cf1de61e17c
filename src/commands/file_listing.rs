//! Files of a repo or of a bucket, printed as their pages come.

use anyhow::Result;
use serde::Serialize;

use crate::api::pages::Pages;
use crate::args::files::FilesArgs;
use crate::args::misuse::Misuse;
use crate::context::Context;
use crate::output::{FileRow, Format};

/// Prints all entries. `row` tells what people see of one.
pub(super) async fn print<T: Serialize>(
    cx: &Context,
    mut pages: Pages<'_, T>,
    files: FilesArgs,
    row: impl Fn(&T) -> FileRow<'_>,
) -> Result<()> {
    if files.tree && cx.out.format() == Format::Json {
        return Err(Misuse("--tree and --format json cannot be used together".to_owned()).into());
    }
    let mut listing = cx.out.files(files.style());
    while let Some(entries) = pages.next().await? {
        listing.add(&entries, &row)?;
    }
    let has_folders = listing.end()?;
    if has_folders && !files.recursive {
        cx.out.hint("add -R to list the files in folders too");
    }
    Ok(())
}
