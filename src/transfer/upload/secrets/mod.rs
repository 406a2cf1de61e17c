//! Secrets in what is about to be published: a token in a notebook, a private key beside the weights. What is surely one
//! stops the upload before the Hub hears of any file; what only has the name of one is remarked on. Best effort: only the
//! beginning of text is read, and only forms that cannot be anything else count.

mod forms;
pub(super) mod found;
mod names;
pub(super) mod scan;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::UploadError;
use super::content::aside;
use super::gitignore::Ignores;
use super::known::Known;
use super::plan::{Addition, Plan, and_more};
use crate::base::parallel;
use found::FoundSecret;
use names::looks_secret;

/// Files with secrets that a .gitignore seems to keep here, by their paths in the repo. Which files it keeps here is for
/// the Hub to say.
pub(super) type Suspects = HashMap<String, Vec<FoundSecret>>;

/// Looks into the files of a plan, but for those that may hold secrets.
///
/// # Errors
/// [`UploadError::Secrets`]; [`UploadError::Unreadable`].
pub(super) async fn refuse_secrets(
    plan: &Plan,
    known: &Arc<Known>,
    allowed: &[String],
    gitignore: Option<&str>,
) -> Result<Suspects, UploadError> {
    let is_open = |addition: &&Addition| !is_any_of(addition, allowed);
    let additions: Vec<Addition> = plan.additions.iter().filter(is_open).cloned().collect();
    let (known, ignores) = (Arc::clone(known), Ignores::new(gitignore.unwrap_or_default()));
    let look = move || {
        let found = parallel::map(&additions, |addition| found_in(addition, &known));
        additions.into_iter().map(|addition| addition.path).zip(found).collect::<Vec<_>>()
    };
    let (mut suspects, mut secrets) = (Suspects::new(), Vec::new());
    for (path, found) in aside(look).await {
        match found? {
            found if found.is_empty() => {}
            found if ignores.ignores(&path) => drop(suspects.insert(path, found)),
            found => secrets.extend(found),
        }
    }
    if secrets.is_empty() { Ok(suspects) } else { Err(UploadError::Secrets { found: secrets }) }
}

fn found_in(addition: &Addition, known: &Known) -> Result<Vec<FoundSecret>, UploadError> {
    let file = &addition.source.local;
    let found = known.secrets_in(&addition.source)?;
    Ok(found.into_iter().map(|(line, kind)| FoundSecret { file: file.clone(), line, kind }).collect())
}

/// What the user should know of files that have the name of a secret and are uploaded all the same.
pub(super) fn remark_on_names(plan: &Plan, allowed: &[String], gitignore: Option<&str>) -> Option<String> {
    let ignores = Ignores::new(gitignore.unwrap_or_default());
    let is_meant = |addition: &&Addition| ignores.ignores(&addition.path) || is_any_of(addition, allowed);
    let mut named = plan.additions.iter().filter(|addition| looks_secret(&addition.path) && !is_meant(addition));
    let first = &named.next()?.path;
    Some(match named.count() {
        0 => format!("'{first}' has the name of a secret: if it is one, skip it with --exclude"),
        count => {
            let others = and_more(count, "file");
            format!("'{first}'{others} have the names of secrets: if they are, skip them with --exclude")
        }
    })
}

/// Whether the user has named this file, by its path here or in the repo.
fn is_any_of(addition: &Addition, named: &[String]) -> bool {
    let here = |path: &Path| std::path::absolute(path).ok();
    named.iter().any(|path| {
        let in_repo = path.strip_prefix("./").unwrap_or(path);
        addition.path == in_repo || here(&addition.source.local).is_some_and(|local| here(path.as_ref()) == Some(local))
    })
}
