//! A repo, or a place in it, as it is typed: an id with `--type` and `--revision`, or an address (`hf://`, or of a page of
//! the Hub) that says all of it.

use super::misuse::Misuse;
use super::repo::TypeArg;
use super::revision::RevisionArg;
use crate::ids::argument::{RepoArgument, RepoArgumentError};
use crate::ids::page::Page;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;
use crate::ids::uri::{HfUri, UriError};

/// The words.
#[derive(Debug, Clone, clap::Args)]
pub struct PlaceArgs {
    /// Repo ID, such as username/name or datasets/username/name, or its address (hf:// or https://)
    repo_id: String,
    #[command(flatten)]
    kind: TypeArg,
    #[command(flatten)]
    revision: RevisionArg,
}

/// What they mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub repo: RepoId,
    pub revision: Option<Revision>,
    /// Where in the repo, without slashes around it; only an address says it.
    pub path: Option<String>,
    /// A slash was written behind the path.
    pub is_folder: bool,
}

/// Why they mean nothing.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    #[error(transparent)]
    Misuse(#[from] Misuse),
    #[error(transparent)]
    Uri(#[from] UriError),
    #[error(transparent)]
    Repo(#[from] RepoArgumentError),
}

impl Place {
    /// The repo and the revision, for a command about a repo as a whole.
    ///
    /// # Errors
    /// The address names a file or a folder.
    pub fn whole(self) -> Result<(RepoId, Option<Revision>), Misuse> {
        match self.path {
            Some(path) => Err(Misuse(format!("expected a repo, without the path '{path}' in the address"))),
            None => Ok((self.repo, self.revision)),
        }
    }
}

impl PlaceArgs {
    /// The same words, where another command line read them.
    pub(super) fn of(repo_id: String, kind: TypeArg, revision: RevisionArg) -> Self {
        Self { repo_id, kind, revision }
    }

    /// Takes the name of a variant away from an ID, as in `username/name:Q4_K_M`. An address has none.
    pub fn take_variant(&mut self) -> Option<String> {
        if HfUri::is_meant_by(&self.repo_id) || Page::parse(&self.repo_id).is_some() || self.repo_id.contains("://") {
            return None;
        }
        let (id, variant) = self.repo_id.split_once(':')?;
        let (id, variant) = (id.to_owned(), variant.to_owned());
        self.repo_id = id;
        Some(variant)
    }

    /// The place that the words name.
    ///
    /// # Errors
    /// [`PlaceError`]: wrong use of the command line, all of it.
    pub fn resolve(&self) -> Result<Place, PlaceError> {
        let RevisionArg { revision } = self.revision.clone();
        if let Some(page) = Page::parse(&self.repo_id) {
            return self.of_page(page);
        }
        if !HfUri::is_meant_by(&self.repo_id) {
            let Ok(argument) = self.repo_id.parse::<RepoArgument>();
            return Ok(Place { repo: argument.resolve(self.kind.given())?, revision, path: None, is_folder: false });
        }
        if self.kind.given().is_some() || revision.is_some() {
            let text = "an hf:// address includes the type and revision: remove --type and --revision";
            return Err(Misuse(text.to_owned()).into());
        }
        match self.repo_id.parse()? {
            HfUri::Bucket(_) => Err(Misuse("buckets are not supported by this command".to_owned()).into()),
            HfUri::Repo(uri) => {
                let path = Some(uri.path).filter(|path| !path.is_empty());
                Ok(Place { repo: uri.repo, revision: uri.revision, path, is_folder: uri.is_folder })
            }
        }
    }

    /// A page says the type; `--type` may say the same. `--revision` is for pages that show none.
    fn of_page(&self, page: Page) -> Result<Place, PlaceError> {
        if self.kind.given().is_some_and(|kind| kind != page.kind) {
            return Err(Misuse(format!("the address is that of a {}: remove --type", page.kind)).into());
        }
        let RevisionArg { revision } = self.revision.clone();
        if revision.is_some() && page.revision.is_some() {
            return Err(Misuse("the address includes the revision: remove --revision".to_owned()).into());
        }
        let repo = RepoId::new(page.kind, &page.id).map_err(RepoArgumentError::Id)?;
        let path = Some(page.path).filter(|path| !path.is_empty());
        Ok(Place { repo, revision: revision.or(page.revision), path, is_folder: page.is_folder })
    }
}
