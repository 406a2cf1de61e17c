//! `hf discussions`.

use crate::local_hub::world::discussions::{Discussion, Opening};
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

mod attach;
mod comment;
mod create;
mod diff;
mod editor;
mod info;
mod list;
mod merge;
mod status;

/// A discussion of ada/tiny-bert, as the Hub has it now.
fn kept(sandbox: &Sandbox, num: u64) -> Discussion {
    let record = sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap().record;
    record.discussions.into_iter().find(|discussion| discussion.num == num).unwrap()
}

/// The texts of its comments.
fn comments(sandbox: &Sandbox, num: u64) -> Vec<String> {
    let events = kept(sandbox, num).events.into_iter();
    events.filter_map(|event| event["data"]["latest"]["raw"].as_str().map(str::to_owned)).collect()
}

/// Opens a discussion of ada/tiny-bert by bob. The demo world has pull request 1.
fn open(sandbox: &Sandbox, title: &str, text: &str) -> u64 {
    let (world, opening) = (sandbox.hub().world(), Opening { title, text, base: None });
    world.open_discussion(Kind::Model, "ada/tiny-bert", &world.author("bob"), &opening)
}
