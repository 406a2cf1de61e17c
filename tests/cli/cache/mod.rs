//! `hf cache` from the outside: what it prints, what it leaves on disk.

use std::fs;
use std::path::{Path, PathBuf};

use crate::local_hub::{Options, Seed};
use crate::sandbox::Sandbox;

mod add;
mod archive;
mod assets;
mod delete;
mod du;
mod hostile;
mod list;
mod path;
mod picker;
mod planted;
mod prune;
mod rm;
mod scan;
mod verify;

pub const ONE: &str = "1111111111111111111111111111111111111111";
pub const TWO: &str = "2222222222222222222222222222222222222222";

/// Where the cache of a sandbox is.
pub fn hub(sandbox: &Sandbox, inner: &str) -> PathBuf {
    sandbox.hf_home().join("hub").join(inner)
}

pub fn write(sandbox: &Sandbox, inner: &str, content: &str) {
    let path = hub(sandbox, inner);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// A file of a repo at a revision, with a blob of that name and content.
pub fn file(sandbox: &Sandbox, (repo, commit, name): (&str, &str, &str), etag: &str, content: &str) {
    write(sandbox, &format!("{repo}/blobs/{etag}"), content);
    let link = hub(sandbox, &format!("{repo}/snapshots/{commit}/{name}"));
    fs::create_dir_all(link.parent().unwrap()).unwrap();
    let target = format!("{}blobs/{etag}", "../".repeat(2 + name.matches('/').count()));
    std::os::unix::fs::symlink(Path::new(&target), link).unwrap();
}

/// A world without repos and a cache with a model of two revisions that share a content, and a dataset.
pub fn filled() -> Sandbox {
    let sandbox = Sandbox::with(Options { seed: Seed::Empty, ..Options::default() });
    for commit in [ONE, TWO] {
        file(&sandbox, ("models--ada--tiny", commit, "config.json"), "e1", "shared by both");
    }
    file(&sandbox, ("models--ada--tiny", ONE, "model.bin"), "e2", &"x".repeat(2000));
    write(&sandbox, "models--ada--tiny/refs/main", TWO);
    write(&sandbox, "models--ada--tiny/refs/refs/pr/1", ONE);
    file(&sandbox, ("datasets--rows", TWO, "rows.csv"), "e3", "1,2,3");
    write(&sandbox, "datasets--rows/refs/main", TWO);
    sandbox
}
