//! Files in Xet storage: from there, past it where it fails, shared among the repos of a cache, and sent there.

use std::collections::BTreeMap;

use crate::download::with_model_and;
use crate::local_hub::Options;
use crate::local_hub::trace::{Origin, Seen};
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::repos::Record;
use crate::local_hub::world::seed::GITATTRIBUTES;
use crate::run::Run;
use crate::sandbox::Sandbox;

mod download;
mod fallback;
mod shared;
mod upload;

/// A world with Xet storage and the model `ada/model`, which holds these files. What ends in `.bin` is in the storage.
pub(crate) fn with_model(files: &[(&str, &[u8])]) -> Sandbox {
    let sandbox = with_model_and(files, Options { xet: true, ..Options::default() });
    sandbox.hub().bring_to_xet();
    sandbox
}

/// Another model of this world.
pub(crate) fn add_model(sandbox: &Sandbox, id: &str, files: &[(&str, &[u8])]) {
    let world = sandbox.hub().world();
    let all: BTreeMap<&str, &[u8]> =
        files.iter().copied().chain([(".gitattributes", GITATTRIBUTES.as_bytes())]).collect();
    let all: Vec<_> = all.into_iter().collect();
    world.create_repo(Record::new(Kind::Model, id, world.now()), "ada", &all);
    sandbox.hub().bring_to_xet();
}

/// `hf` that asks for three or four million bytes at a time, which the user's variables can have it do.
fn in_small_pieces<'a>(sandbox: &'a Sandbox, words: &str) -> Run<'a> {
    let size = |end: &str| format!("HF_XET_RECONSTRUCTION_{end}_RECONSTRUCTION_FETCH_SIZE");
    sandbox.command(words).env(&size("MIN"), "3mb").env(&size("MAX"), "4mb")
}

/// The requests to this origin.
pub(crate) fn seen(sandbox: &Sandbox, origin: Origin) -> Vec<Seen> {
    sandbox.hub().trace().into_iter().filter(|seen| seen.origin == origin).collect()
}

fn tokens_asked_for(sandbox: &Sandbox) -> usize {
    seen(sandbox, Origin::Hub).iter().filter(|seen| seen.path.contains("/xet-")).count()
}
