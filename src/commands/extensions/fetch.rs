//! Bringing an extension to this machine: a program from the root of its repository, or else a Python package. Nothing
//! of it is run here but the installer of the package.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::installed::{Installed, Kind, Manifest, Store};
use super::python;
use crate::api::github::GitHub;
use crate::base::fs::{Replacing, write_beside};
use crate::base::moment::Moment;
use crate::context::Context;
use crate::ids::extension::ExtensionRepo;

const PROGRAM_MODE: u32 = 0o755;

/// The commit of the default branch. An extension without one can be installed, but is not known to be current.
pub(super) async fn commit(cx: &Context, github: &GitHub, repo: &ExtensionRepo) -> Option<String> {
    match github.head_commit(repo, None).await {
        Ok(Some(commit)) => Some(commit),
        Ok(None) => {
            cx.out.warning(&format!("the version of '{repo}' is not known: it has no commit"));
            None
        }
        Err(error) => {
            cx.out.warning(&format!("the version of '{repo}' is not known: {error}"));
            None
        }
    }
}

/// Installs an extension in place of an older one, which stays unless the new one is complete. `commit` was read before
/// anything else, so that what is fetched is that commit's or newer: an update is never missed.
pub(super) async fn install(
    cx: &Context,
    (github, store): (&GitHub, &Store),
    repo: &ExtensionRepo,
    commit: Option<String>,
) -> Result<Installed> {
    let program = github.file(repo, &repo.name.program()).await?;
    let archive = match &program {
        Some(_) => None,
        None => Some(github.archive(repo, commit.as_deref().unwrap_or("HEAD")).await?),
    };
    let description = description(github, repo).await;
    let folder = store.folder(&repo.name);
    let refused = || format!("cannot write '{}'", folder.display());
    let replacing = Replacing::begin(&folder).with_context(refused)?;
    let (kind, path): (Kind, PathBuf) = match (program, archive) {
        (Some(content), _) => {
            let path = folder.join(repo.name.program());
            write_beside(&path, &content, Some(PROGRAM_MODE)).with_context(refused)?;
            (Kind::Binary, path)
        }
        (None, archive) => (Kind::Python, python::install(cx, &folder, repo, &archive.unwrap_or_default()).await?),
    };
    let manifest = Manifest {
        commit_sha: commit.clone(),
        description,
        executable_path: path.display().to_string(),
        installed_at: Moment::now(),
        owner: repo.owner.clone(),
        repo: repo.name.program(),
        repo_id: repo.to_string(),
        short_name: repo.name.to_string(),
        r#type: kind,
    };
    let installed = Installed { name: repo.name.clone(), folder, manifest };
    installed.save()?;
    installed.remember_latest(commit.as_deref());
    replacing.complete();
    Ok(installed)
}

/// What the extension says of itself, from the first of three places that has it. It is worth no error.
async fn description(github: &GitHub, repo: &ExtensionRepo) -> Option<String> {
    if let Ok(Some(file)) = github.file(repo, "manifest.json").await
        && let Ok(manifest) = serde_json::from_slice::<serde_json::Value>(&file)
        && let Some(text) = manifest["description"].as_str()
    {
        return Some(text.to_owned());
    }
    if let Ok(Some(file)) = github.file(repo, "pyproject.toml").await
        && let Some(text) = described_in_toml(&String::from_utf8_lossy(&file))
    {
        return Some(text);
    }
    described_on_page(&github.page(repo).await.ok()?, repo)
}

fn described_in_toml(text: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| line.starts_with("description"))?;
    let (_, value) = line.split_once('=')?;
    Some(value.trim().trim_matches(['"', '\'']).to_owned())
}

/// GitHub shows the description of a repository in front of its name, and other words where there is none.
fn described_on_page(page: &str, repo: &ExtensionRepo) -> Option<String> {
    let (_, rest) = page.split_once("<meta name=\"description\" content=\"")?;
    let (content, _) = rest.split_once('"')?;
    let text = content.strip_suffix(&format!(" - {repo}"))?;
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")];
    Some(marks.iter().fold(text.to_owned(), |text, (mark, letter)| text.replace(mark, letter)))
}

#[cfg(test)]
mod tests {
    use super::{described_in_toml, described_on_page};

    #[test]
    fn a_description_is_found_in_a_project_file() {
        let text = "[project]\nname = \"hf-x\"\n  description = 'An automatic one'\n";
        assert_eq!(described_in_toml(text).as_deref(), Some("An automatic one"));
        assert_eq!(described_in_toml("[project]"), None);
    }

    #[test]
    fn a_page_describes_its_own_repository_alone() {
        let repo = "acme/hf-tool".parse().unwrap();
        let page = |content: &str| format!("<head><meta name=\"description\" content=\"{content}\"></head>");
        let found = described_on_page(&page("Says hello &amp; goodbye - acme/hf-tool"), &repo);
        assert_eq!(found.as_deref(), Some("Says hello & goodbye"));
        assert_eq!(described_on_page(&page("Contribute to acme/hf-tool development"), &repo), None);
        assert_eq!(described_on_page("", &repo), None);
    }
}
