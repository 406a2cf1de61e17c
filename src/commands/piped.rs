//! Content that comes through a pipe: it has to be hashed before it is sent, so it is kept in a file until then.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::base::fs::Temporary;
use crate::context::Context;
use crate::transfer::background;

/// Standard input.
pub(super) const STDIN: &str = "-";

/// Whether the path names no file, but something that content comes out of.
pub(super) fn is_piped(path: &str) -> bool {
    (path == STDIN && !Path::new(path).exists()) || is_pipe(path)
}

#[cfg(unix)]
fn is_pipe(path: &str) -> bool {
    use std::os::unix::fs::FileTypeExt;
    fs::metadata(path).is_ok_and(|found| found.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_pipe(_path: &str) -> bool {
    false
}

/// All that comes, in a file.
pub(super) async fn received(cx: &Context, path: &str) -> Result<Temporary> {
    let (path, folder) = (path.to_owned(), cx.config.paths.temporary.clone());
    let place = folder.display().to_string();
    let receive = move |_interrupted: &_| -> io::Result<Temporary> {
        if path == STDIN { Temporary::file(&folder, io::stdin()) } else { Temporary::file(&folder, File::open(&path)?) }
    };
    background::run(receive).await?.with_context(|| format!("cannot keep what comes through the pipe in '{place}'"))
}
