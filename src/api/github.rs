//! GitHub, as far as extensions need it: public repositories, without an account. Its REST API has a small quota for
//! everybody behind one address, so that only the search uses it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde::Deserialize;

use super::HubError;
use super::bearer::Bearer;
use super::error::RefusalKind;
use super::service::Service;
use super::subject::ServiceKind;
use crate::base::secret::Secret;
use crate::config::DEFAULT_GITHUB;
use crate::http::query::Query;
use crate::http::retry::Retry;
use crate::http::{Http, body};
use crate::ids::extension::ExtensionRepo;

const RAW: &str = "https://raw.githubusercontent.com";
const API: &str = "https://api.github.com";
/// The topic that extensions are found by.
const TOPIC: &str = "hf-extension";
/// The largest page of a search.
const PAGE: usize = 100;
/// Bytes of the answer that begins with the newest commit: the rest lists branches.
const PREFACE: &str = "# service=git-upload-pack";

/// Public repositories of GitHub, or of a server of one's own. Cheap to clone.
#[derive(Clone)]
pub struct GitHub {
    web: Service,
    raw: Service,
    api: Service,
}

/// A repository that a search found.
#[derive(Debug, Clone, Deserialize)]
pub struct FoundRepo {
    pub name: String,
    /// `owner/name`.
    pub full_name: String,
    #[serde(default)]
    pub stargazers_count: u64,
    pub description: Option<String>,
}

#[derive(Deserialize)]
struct Found {
    #[serde(default)]
    items: Vec<FoundRepo>,
}

impl GitHub {
    /// `base` is the address of the pages, without a final slash. Other servers than github.com have files and API below
    /// it.
    pub fn new(http: &Http, base: &str) -> Self {
        let is_default = base == DEFAULT_GITHUB;
        let service = |base: String| {
            let nobody: Arc<dyn Bearer> = Arc::new(None::<Secret>);
            Service::new(ServiceKind::GitHub, http.clone(), base, nobody)
        };
        Self {
            web: service(base.to_owned()),
            raw: service(if is_default { RAW.to_owned() } else { format!("{base}/raw") }),
            api: service(if is_default { API.to_owned() } else { format!("{base}/api/v3") }),
        }
    }

    /// `HEAD /{owner}/{repo}`: fails unless the repository exists and is public.
    ///
    /// # Errors
    /// [`RefusalKind::NotFound`].
    pub async fn check_repo(&self, repo: &ExtensionRepo) -> Result<(), HubError> {
        self.web.head(&format!("/{repo}")).send().await.map(drop)
    }

    /// `GET /{owner}/{repo}.git/info/refs`: the commit that the default branch points to; `None` if there is none.
    /// `patience` gives up early and never asks twice.
    pub async fn head_commit(
        &self,
        repo: &ExtensionRepo,
        patience: Option<Duration>,
    ) -> Result<Option<String>, HubError> {
        let query = Query::new().set("service", "git-upload-pack");
        let call = self.web.get(&format!("/{repo}.git/info/refs")).query(&query);
        let call = match patience {
            Some(patience) => call.retry(Retry::never()).timeout(patience),
            None => call,
        };
        let answer = body::read(call.whole().send().await?).await?;
        Ok(first_head(&String::from_utf8_lossy(&answer)))
    }

    /// `GET /{owner}/{repo}/HEAD/{path}`: a file of the default branch; `None` if there is no such file.
    ///
    /// # Errors
    /// Whatever else goes wrong: it says nothing of the file.
    pub async fn file(&self, repo: &ExtensionRepo, path: &str) -> Result<Option<Bytes>, HubError> {
        match self.raw.get(&format!("/{repo}/HEAD/{path}")).header("cache-control", "no-cache").whole().send().await {
            Ok(response) => Ok(Some(body::read(response).await?)),
            Err(error) if error.is(RefusalKind::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// `GET /{owner}/{repo}/archive/{revision}.zip`: all files of a commit.
    pub async fn archive(&self, repo: &ExtensionRepo, revision: &str) -> Result<Bytes, HubError> {
        let response = self.web.get(&format!("/{repo}/archive/{revision}.zip")).whole().send().await?;
        Ok(body::read(response).await?)
    }

    /// `GET /{owner}/{repo}`: the page of a repository.
    pub async fn page(&self, repo: &ExtensionRepo) -> Result<String, HubError> {
        let response = self.web.get(&format!("/{repo}")).whole().send().await?;
        Ok(String::from_utf8_lossy(&body::read(response).await?).into_owned())
    }

    /// `GET /search/repositories`: repositories with the topic of extensions, those with most stars first.
    pub async fn extensions(&self) -> Result<Vec<FoundRepo>, HubError> {
        let query = Query::new().set("q", format!("topic:{TOPIC}"));
        let query = query.set("sort", "stars").set("order", "desc").set("per_page", PAGE);
        let found: Found = self.api.get("/search/repositories").query(&query).retry(Retry::never()).json().await?;
        Ok(found.items)
    }
}

/// The first commit of an advertisement: lines of four hexadecimal digits for their length, then the commit and its name.
fn first_head(text: &str) -> Option<String> {
    let behind = text.split_once(PREFACE)?.1;
    let at = behind.find(" HEAD\0")?;
    let commit = behind.get(at.checked_sub(40)?..at)?;
    commit.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| commit.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::first_head;

    #[test]
    fn the_newest_commit_is_the_first_of_an_advertisement() {
        let commit = "0123456789abcdef".repeat(3)[..40].to_owned();
        let text = |head: &str| format!("001e# service=git-upload-pack\n0000015b{commit} {head}\0caps\n0000");
        assert_eq!(first_head(&text("HEAD")), Some(commit.clone()));
        assert_eq!(first_head(&text("refs/heads/main")), None);
        assert_eq!(first_head("001e# service=git-upload-pack\n00000000"), None);
        assert_eq!(first_head(" HEAD\0"), None);
        assert_eq!(first_head("# service=git-upload-packé HEAD\0"), None);
    }
}
