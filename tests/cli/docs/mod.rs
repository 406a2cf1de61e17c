//! Files that are made from the program: they are compared here, and written by `BLESS=1 cargo test docs`.

mod completions;
mod events;
mod man;
mod readme;

use std::path::{Path, PathBuf};

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
