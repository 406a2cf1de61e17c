//! `hf download` from the outside: what it prints, what it leaves on disk, what it asks for.

use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::repos::Record;
use crate::local_hub::world::seed::GITATTRIBUTES;
use crate::local_hub::{Options, Seed};
use crate::sandbox::Sandbox;

mod cache;
mod changed;
pub mod disks;
mod dry_run;
mod errors;
mod faults;
mod interrupts;
mod large;
mod limits;
mod link_mode;
mod listings;
mod local_dir;
mod misuse;
mod offline;
mod output;
mod patterns;
mod planted;
mod revisions;
mod single;
mod snapshot;
mod variants;

/// A world with nothing but the model `ada/model`, which holds these files. What ends in `.bin` is large.
pub(crate) fn with_model(files: &[(&str, &[u8])]) -> Sandbox {
    with_model_and(files, Options::default())
}

pub(crate) fn with_model_and(files: &[(&str, &[u8])], options: Options) -> Sandbox {
    let sandbox = Sandbox::with(Options { seed: Seed::Empty, ..options });
    let world = sandbox.hub().world();
    let record = Record::new(Kind::Model, "ada/model", world.now());
    let all = [&[(".gitattributes", GITATTRIBUTES.as_bytes())], files].concat();
    world.create_repo(record, "ada", &all);
    sandbox
}

/// The folder of a repo in the cache of the sandbox, such as `models--ada--model`.
pub(crate) fn cached(sandbox: &Sandbox, repo: &str) -> std::path::PathBuf {
    sandbox.hf_home().join("hub").join(repo)
}
