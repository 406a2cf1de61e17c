//! What has to be at the Hub before anything is uploaded: the repo, the branch, a card that will be taken.

use serde_json::Value;

use super::UploadError;
use super::content::aside;
use super::plan::Plan;
use crate::api::card::{CardOpinion, Remark};
use crate::api::error::RefusalKind;
use crate::api::repos::NewRepo;
use crate::api::{Hub, HubError};
use crate::ids::repo::{RepoId, RepoKind};
use crate::ids::revision::Revision;

const CARD: &str = "README.md";

/// A repo that exists by now.
pub(super) struct Ensured {
    /// By the id that the Hub knows it by: with its namespace, and under its new name if it was moved.
    pub repo: RepoId,
    /// It did not exist before.
    pub is_new: bool,
}

/// Creates the repo unless it exists. `private` is `None` to leave it to the Hub.
///
/// # Errors
/// Any [`HubError`].
pub(super) async fn ensure_repo(hub: &Hub, repo: &RepoId, private: Option<bool>) -> Result<Ensured, HubError> {
    let visibility = private.map(|private| if private { "private" } else { "public" });
    let mut wanted = NewRepo { visibility, ..NewRepo::named(repo) };
    if repo.kind() == RepoKind::Space {
        wanted.rest.insert("sdk".to_owned(), Value::from("gradio"));
    }
    let created = hub.create_repo_if_missing(repo, &wanted).await?;
    let repo = id_in_url(hub.endpoint(), &created.url, repo.kind()).unwrap_or_else(|| repo.clone());
    Ok(Ensured { repo, is_new: !created.existed })
}

/// Makes the branch unless it, or any other revision of that name, is there. Gives whether it was made.
///
/// # Errors
/// Any [`HubError`].
pub(super) async fn ensure_branch(hub: &Hub, repo: &RepoId, branch: &Revision) -> Result<bool, HubError> {
    match hub.repo_info(repo, branch, None).await {
        Err(error) if error.is(RefusalKind::RevisionNotFound) => {
            hub.create_branch_if_missing(repo, branch).await?;
            Ok(true)
        }
        Err(error) => Err(error),
        Ok(_) => Ok(false),
    }
}

/// The paths of all files of a repo.
///
/// # Errors
/// Any [`HubError`].
pub(super) async fn files_of(hub: &Hub, repo: &RepoId, revision: &Revision) -> Result<Vec<String>, HubError> {
    let items = hub.tree(repo, revision, "", true).all().await?;
    Ok(items.into_iter().filter(|item| item.is_file()).map(|item| item.path).collect())
}

/// Asks for the Hub's opinion of the card among the files, if there is one: better now than once all is sent. Returns
/// its remarks.
///
/// # Errors
/// [`UploadError::Card`] when it will not be taken.
pub(super) async fn check_card(hub: &Hub, kind: RepoKind, plan: &Plan) -> Result<Vec<String>, UploadError> {
    let Some(card) = plan.additions.iter().find(|addition| addition.path == CARD) else { return Ok(Vec::new()) };
    let source = card.source.clone();
    let text = aside(move || source.text()).await?;
    let CardOpinion { errors, warnings } = hub.check_card(kind, &text).await?;
    let messages = |remarks: Vec<Remark>| remarks.into_iter().map(|remark| remark.message).collect();
    if errors.is_empty() { Ok(messages(warnings)) } else { Err(UploadError::Card { reasons: messages(errors) }) }
}

/// The id in the address of a repo's page.
fn id_in_url(endpoint: &str, url: &str, kind: RepoKind) -> Option<RepoId> {
    let path = url.strip_prefix(endpoint)?.trim_matches('/');
    RepoId::new(kind, path.strip_prefix(kind.url_prefix())?).ok()
}

#[cfg(test)]
mod tests {
    use super::id_in_url;
    use crate::ids::repo::RepoKind;

    #[test]
    fn a_repos_page_tells_its_id() {
        let id = |url, kind| id_in_url("http://h:1", url, kind).map(|repo| repo.id().to_owned());
        assert_eq!(id("http://h:1/ada/m", RepoKind::Model).as_deref(), Some("ada/m"));
        assert_eq!(id("http://h:1/datasets/ada/d", RepoKind::Dataset).as_deref(), Some("ada/d"));
        assert_eq!(id("http://h:1/ada/d", RepoKind::Dataset), None);
        assert_eq!(id("http://elsewhere/ada/m", RepoKind::Model), None);
    }
}
