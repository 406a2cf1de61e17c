//! `hf extensions remove`.

use anyhow::{Context as _, Result};
use serde::Serialize;

use super::installed::Store;
use crate::args::confirm::YesArg;
use crate::args::missing::Missing;
use crate::base::fs::remove_folder;
use crate::context::Context;
use crate::ids::extension::ExtensionName;

/// Remove an installed extension
#[derive(clap::Args)]
#[command(visible_alias = "rm", after_help = "Examples:\n  $ hf extensions remove claude --yes")]
pub struct Remove {
    /// Extension to remove
    name: ExtensionName,
    #[command(flatten)]
    yes: YesArg,
}

#[derive(Serialize)]
struct Removed<'a> {
    name: &'a str,
}

impl Remove {
    pub fn run(self, cx: &Context) -> Result<()> {
        let (name, folder) = (self.name.as_str(), Store::of(cx).folder(&self.name));
        // One whose manifest is damaged can be removed, too.
        if !folder.is_dir() {
            let hint = "list what is installed with `hf extensions list`".to_owned();
            return Err(Missing { kind: "extension", name: name.to_owned(), hint }.into());
        }
        self.yes.confirm_at_terminal(&cx.out, &format!("Remove extension '{name}'?"))?;
        remove_folder(&folder).with_context(|| format!("cannot remove '{}'", folder.display()))?;
        Ok(cx.out.done("Extension removed", &Removed { name })?)
    }
}
