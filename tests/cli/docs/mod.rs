//! Files that are made from the program: they are compared here, and written by `BLESS=1 cargo test docs`.

mod book;
mod completions;
mod events;
mod links;
mod man;
mod readme;
#[cfg(unix)]
mod recipes;
#[cfg(unix)]
mod recording;
mod topics;

use std::path::{Path, PathBuf};

use clap::Arg;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[allow(clippy::disallowed_methods, reason = "a switch of this test alone")]
fn is_blessed() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Fails unless the file holds these bytes; with BLESS set it does afterwards.
#[track_caller]
fn check(file: &Path, expected: &[u8]) {
    let path: PathBuf = root().join(file);
    if is_blessed() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, expected).unwrap();
    }
    let actual = std::fs::read(&path).unwrap_or_default();
    assert!(actual == expected, "{} is stale: run `BLESS=1 cargo test docs`", file.display());
}

/// Whether an option is one of those that every verb has: they are described once, in `hf(1)`.
fn is_formatting(argument: &Arg) -> bool {
    argument.get_help_heading() == Some("Formatting options")
}
