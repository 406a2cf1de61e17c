mod create;
mod eval;
mod get;
mod push;
mod set;
mod show;
mod unset;
mod validate;

use crate::local_hub::world::commits::Note;
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

/// The card of ada/tiny-bert on a branch.
fn card(sandbox: &Sandbox, revision: &str) -> String {
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap();
    repo.text(repo.resolve(revision).unwrap(), "README.md").unwrap()
}

/// Gives ada/tiny-bert another card.
fn write_card(sandbox: &Sandbox, text: &str) {
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap();
    let note = Note { author: "ada", summary: "Change the card", description: "", when: 1_760_000_000 };
    sandbox.hub().world().commit_files(&repo, "main", &note, &[("README.md", text.as_bytes())].into());
}
