//! Repositories of GitHub that extensions come from. On the net it is a server of its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::World;

/// A repository, as its default branch has it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Source {
    pub commit: String,
    pub about: String,
    pub stars: u64,
    /// Whether a search for extensions finds it.
    pub is_found: bool,
    pub files: BTreeMap<String, String>,
    /// What its archive holds.
    pub archive: Vec<u8>,
}

impl World {
    /// Those that every world begins with.
    pub fn seed_github(&self) {
        let file = |name: &str, content: &str| BTreeMap::from([(name.to_owned(), content.to_owned())]);
        let tool = Source {
            commit: "3".repeat(40),
            about: "A tool of Acme &amp; more".to_owned(),
            stars: 7,
            is_found: true,
            files: file("hf-tool", "#!/bin/sh\necho \"tool $*\"\nexit 3\n"),
            archive: vec![],
        };
        let package = Source { commit: "4".repeat(40), is_found: true, ..Source::default() };
        self.update(|state| {
            state.github = BTreeMap::from([("acme/hf-tool".to_owned(), tool), ("acme/hf-package".to_owned(), package)]);
        });
    }

    /// Changes a repository, or adds it.
    pub fn change_github(&self, id: &str, change: impl FnOnce(&mut Source)) {
        self.update(|state| change(state.github.entry(id.to_owned()).or_default()));
    }
}
