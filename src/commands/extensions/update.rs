//! `hf extensions update`.

use anyhow::{Error, Result};
use serde::Serialize;

use super::fetch;
use super::installed::{Installed, Store};
use crate::api::HubError;
use crate::api::error::RefusalKind;
use crate::api::github::GitHub;
use crate::commands::each::SomeFailed;
use crate::context::Context;
use crate::ids::extension::ExtensionName;

/// Update extensions to the latest version of their repositories
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf extensions update
  $ hf extensions update claude")]
pub struct Update {
    /// Extension to update; defaults to all of them
    name: Option<ExtensionName>,
}

#[derive(Serialize)]
struct One<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
}

/// As the Python client has it: names joined by commas.
#[derive(Serialize)]
struct All {
    updated: Option<String>,
    up_to_date: Option<String>,
}

impl Update {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (github, store) = (cx.github()?, Store::of(cx));
        match &self.name {
            Some(name) => update_one(cx, (&github, &store), &store.find(name)?).await,
            None => update_all(cx, (&github, &store)).await,
        }
    }
}

async fn update_one(cx: &Context, place: (&GitHub, &Store), extension: &Installed) -> Result<()> {
    let name = extension.name.as_str();
    if is_changed(cx, place, extension).await? {
        let source = Some(extension.manifest.repo_id.as_str());
        return Ok(cx.out.done("Extension updated", &One { name, source })?);
    }
    let message = format!("Extension '{name}' is already up to date");
    Ok(cx.out.unchanged(&message, &One { name, source: None })?)
}

async fn update_all(cx: &Context, place: (&GitHub, &Store)) -> Result<()> {
    let all = place.1.all();
    if all.is_empty() {
        cx.out.warning("no extensions are installed");
        cx.out.hint("find some with `hf extensions search`");
        return Ok(());
    }
    let (mut updated, mut same, mut errors) = (Vec::new(), Vec::new(), Vec::<Error>::new());
    for extension in &all {
        cx.out.log(&format!("Checking {} ({})", extension.name, extension.manifest.repo_id));
        match is_changed(cx, place, extension).await {
            Ok(true) => updated.push(extension.name.as_str()),
            Ok(false) => same.push(extension.name.as_str()),
            // The next would be refused, too.
            Err(error) if is_rate_limit(&error) => return Err(error),
            Err(error) => errors.push(error.context(format!("extension '{}' was not updated", extension.name))),
        }
    }
    let joined = |names: &[&str]| (!names.is_empty()).then(|| names.join(", "));
    cx.out.done("Extensions update complete", &All { updated: joined(&updated), up_to_date: joined(&same) })?;
    if errors.is_empty() { Ok(()) } else { Err(SomeFailed::new(errors, all.len()).into()) }
}

/// Whether there was a newer commit, which is installed then. A program that is gone is brought back.
async fn is_changed(cx: &Context, (github, store): (&GitHub, &Store), extension: &Installed) -> Result<bool> {
    let repo = extension.repo()?;
    let latest = github.head_commit(&repo, None).await?;
    let is_whole = store.program(extension).is_ok();
    if latest.is_some() && latest == extension.manifest.commit_sha && is_whole {
        extension.remember_latest(latest.as_deref());
        return Ok(false);
    }
    fetch::install(cx, (github, store), &repo, latest).await?;
    Ok(true)
}

fn is_rate_limit(error: &Error) -> bool {
    error.downcast_ref::<HubError>().is_some_and(|error| error.is(RefusalKind::RateLimited))
}
