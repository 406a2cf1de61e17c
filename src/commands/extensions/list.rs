//! `hf extensions list`.

use std::time::Duration;

use anyhow::Result;
use futures_util::future::join_all;
use serde::Serialize;

use super::installed::{Installed, Kind, Store};
use crate::api::github::GitHub;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns = Columns::of_rows().whole("command").id("command");
/// A listing does not wait longer to learn which extensions are current.
const PATIENCE: Duration = Duration::from_secs(2);

/// List installed extensions
///
/// Asks GitHub once a day which of them have a newer version, unless HF_HUB_DISABLE_UPDATE_CHECK is set.
#[derive(clap::Args)]
#[command(visible_alias = "ls", after_help = "Examples:\n  $ hf extensions list\n  $ hf extensions list --json")]
pub struct List {}

#[derive(Serialize)]
struct Row<'a> {
    command: String,
    source: &'a str,
    r#type: Kind,
    version: Option<&'a str>,
    latest: Option<bool>,
    installed: String,
    description: Option<&'a str>,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let all = Store::of(cx).all();
        let asks = !cx.config.disable_update_check && !cx.config.offline;
        let github = if asks && !all.is_empty() { Some(cx.github()?) } else { None };
        let latest = join_all(all.iter().map(|extension| latest(github.as_ref(), extension))).await;
        let rows: Vec<Row<'_>> =
            all.iter().zip(&latest).map(|(extension, latest)| row(extension, latest.as_deref())).collect();
        cx.out.table(&rows, &COLUMNS)?;
        let outdated = all.iter().zip(&rows).filter(|(_, row)| row.latest == Some(false));
        let outdated: Vec<&str> = outdated.map(|(extension, _)| extension.name.as_str()).collect();
        if !outdated.is_empty() {
            cx.out.hint(&format!("run `hf extensions update` to update {}", outdated.join(", ")));
        }
        Ok(())
    }
}

/// The newest commit, asked for once a day; a failure counts as an answer, so that a machine without network is not held
/// up every time.
async fn latest(github: Option<&GitHub>, extension: &Installed) -> Option<String> {
    let github = github?;
    if let Some(known) = extension.known_latest() {
        return known;
    }
    let repo = extension.repo().ok()?;
    let found = github.head_commit(&repo, Some(PATIENCE)).await.ok().flatten();
    extension.remember_latest(found.as_deref());
    found
}

fn row<'a>(extension: &'a Installed, latest: Option<&str>) -> Row<'a> {
    let manifest = &extension.manifest;
    let commit = manifest.commit_sha.as_deref();
    Row {
        command: format!("hf {}", extension.name),
        source: &manifest.repo_id,
        r#type: manifest.r#type,
        version: commit.map(|commit| commit.get(..7).unwrap_or(commit)),
        latest: latest.map(|latest| commit == Some(latest)),
        installed: manifest.installed_at.day(),
        description: manifest.description.as_deref(),
    }
}
