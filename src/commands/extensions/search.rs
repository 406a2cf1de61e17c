//! `hf extensions search`.

use anyhow::Result;
use serde::Serialize;

use super::installed::Store;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns = Columns::of(&["name", "repo", "stars", "description", "installed"]).whole("repo").id("repo");

/// List extensions on GitHub, most stars first
///
/// Lists repositories with the topic hf-extension. Anybody can set that topic: nobody has reviewed them.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf extensions search\n  $ hf extensions search --json")]
pub struct Search {}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    repo: &'a str,
    stars: u64,
    description: &'a str,
    /// `yes` or nothing.
    installed: &'a str,
}

impl Search {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let found = cx.github()?.extensions().await?;
        let installed = Store::of(cx).all();
        let rows = found.iter().map(|repo| {
            let name = repo.name.strip_prefix("hf-").unwrap_or(&repo.name);
            let is_here = installed.iter().any(|extension| extension.name.as_str() == name);
            Row {
                name,
                repo: &repo.full_name,
                stars: repo.stargazers_count,
                description: repo.description.as_deref().unwrap_or_default(),
                installed: if is_here { "yes" } else { "" },
            }
        });
        Ok(cx.out.table(&rows.collect::<Vec<_>>(), &COLUMNS)?)
    }
}
