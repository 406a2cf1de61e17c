//! The thing that a URL is about, such as a repo or a job: the one place that reads the paths of the services. Whether it
//! exists only the server knows; its name for people is made in `errors`.

mod paths;
#[cfg(test)]
mod tests;

use reqwest::{Method, Url};

use crate::config::{DEFAULT_CATALOG, DEFAULT_DATASETS_SERVER, DEFAULT_ENDPOINT, DEFAULT_ENDPOINTS, DEFAULT_ROUTER};
use crate::http::{same_origin, shown_url};
use crate::ids::repo::RepoId;

/// The services that requests go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceKind {
    /// The Hub, or a mirror of it.
    Hub,
    /// Inference Endpoints.
    Endpoints,
    /// The catalog of models for Inference Endpoints.
    Catalog,
    /// The dataset viewer.
    DatasetsServer,
    /// The router of inference providers.
    Router,
    /// The Hub's own inference service.
    Inference,
    /// The server in a sandbox, or on a host of several sandboxes.
    Sandbox,
    /// The server of a running Space.
    Space,
    /// GitHub, where extensions come from.
    GitHub,
    /// Any other server that a service refers to: storage servers, mostly.
    Storage,
}

impl ServiceKind {
    /// The base URL unless the environment sets another; `None` if there is no such URL.
    pub(super) fn default_base(self) -> Option<&'static str> {
        match self {
            Self::Hub => Some(DEFAULT_ENDPOINT),
            Self::Endpoints => Some(DEFAULT_ENDPOINTS),
            Self::Catalog => Some(DEFAULT_CATALOG),
            Self::DatasetsServer => Some(DEFAULT_DATASETS_SERVER),
            Self::Router => Some(DEFAULT_ROUTER),
            Self::Inference | Self::Sandbox | Self::Space | Self::GitHub | Self::Storage => None,
        }
    }
}

/// The thing that a request is about, as far as its URL says. Ids are `namespace/name` where the service has namespaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A repo as a whole.
    Repo(RepoId),
    /// A branch, tag or commit of a repo.
    Revision {
        /// Where it should be.
        repo: RepoId,
        /// Its name, unescaped.
        revision: String,
    },
    /// A file of a repo.
    File {
        /// Where it should be.
        repo: RepoId,
        /// The name of the revision, unescaped.
        revision: String,
        /// Its path in the repo, unescaped.
        path: String,
    },
    /// A discussion or pull request.
    Discussion {
        /// Where it was opened.
        repo: RepoId,
        /// Its number.
        num: u64,
    },
    /// A storage bucket.
    Bucket(String),
    /// A file of a bucket.
    BucketFile {
        /// The bucket's id.
        bucket: String,
        /// The path in it, unescaped.
        path: String,
    },
    /// A collection, by its slug.
    Collection(String),
    /// A paper, by its arXiv id.
    Paper(String),
    /// A job.
    Job(String),
    /// A job that runs by a schedule.
    ScheduledJob(String),
    /// A webhook of the account.
    Webhook(String),
    /// An inference endpoint.
    Endpoint(String),
    /// A recipe of the catalog.
    Recipe(String),
    /// A sandbox: the id of its job, and its own after a dot if it shares the job with others.
    Sandbox(String),
    /// A user.
    User(String),
    /// An organization.
    Organization(String),
    /// A user or an organization.
    Namespace(String),
    /// A repository on GitHub.
    GitHubRepo(String),
    /// A part of another subject, which the URL does not name.
    Part {
        /// A noun, such as `secret`.
        what: &'static str,
        /// The subject that it is a part of.
        of: Box<Self>,
    },
    /// A listing or a search: nothing that could be missing.
    Listing,
    /// Anything else.
    Other,
}

/// Parts that only those with rights see, whoever may see the whole.
const FOR_OWNERS: [&str; 2] = ["access request", "secret"];

impl Subject {
    /// The repo that it is, or that it belongs to.
    pub fn repo(&self) -> Option<&RepoId> {
        match self {
            Self::Repo(repo)
            | Self::Revision { repo, .. }
            | Self::File { repo, .. }
            | Self::Discussion { repo, .. } => Some(repo),
            Self::Part { of, .. } => of.repo(),
            Self::Bucket(_)
            | Self::BucketFile { .. }
            | Self::Collection(_)
            | Self::Paper(_)
            | Self::Job(_)
            | Self::ScheduledJob(_)
            | Self::Webhook(_)
            | Self::Endpoint(_)
            | Self::Recipe(_)
            | Self::Sandbox(_)
            | Self::User(_)
            | Self::Organization(_)
            | Self::Namespace(_)
            | Self::GitHubRepo(_)
            | Self::Listing
            | Self::Other => None,
        }
    }

    /// Whether it is something that may be missing.
    pub fn is_named(&self) -> bool {
        !matches!(self, Self::Listing | Self::Other)
    }

    /// Whether such things are visible without a token, unless their owners hide them.
    pub fn may_be_public(&self) -> bool {
        match self {
            Self::Bucket(_)
            | Self::BucketFile { .. }
            | Self::Collection(_)
            | Self::Paper(_)
            | Self::User(_)
            | Self::Organization(_) => true,
            Self::Part { what, of } => !FOR_OWNERS.contains(what) && of.may_be_public(),
            _ => self.repo().is_some(),
        }
    }
}

/// The parts of a request that explain a refusal.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The service that refused.
    pub service: ServiceKind,
    /// The thing that the request was about.
    pub subject: Subject,
    /// The page of the subject's repo.
    pub page: Option<String>,
    /// Whether the request changes nothing.
    pub is_reading: bool,
    base: String,
}

impl Asked {
    /// A request to the service with that base URL.
    pub fn of(service: ServiceKind, base: &str, method: &Method, url: &str) -> Self {
        let subject = Subject::of_url(service, base, url);
        let repo = subject.repo().filter(|_| service == ServiceKind::Hub);
        let page = repo.map(|repo| shown_url(&format!("{base}/{}", repo.url_path())));
        let is_reading = matches!(*method, Method::GET | Method::HEAD);
        Self { service, subject, page, is_reading, base: base.to_owned() }
    }

    /// The same for a request whose URL does not name its subject.
    pub(super) fn about(self, subject: Subject) -> Self {
        let page = subject.repo().map(|repo| shown_url(&format!("{}/{}", self.base, repo.url_path())));
        Self { subject, page, ..self }
    }

    /// A request to a storage server, which knows neither repos nor accounts.
    pub fn of_storage() -> Self {
        let subject = Subject::Other;
        Self { service: ServiceKind::Storage, subject, page: None, is_reading: false, base: String::new() }
    }

    /// The same with the service that replied: the one that was asked may have redirected to another.
    pub(super) fn answered_from(mut self, url: &Url) -> Self {
        if !Url::parse(&self.base).is_ok_and(|base| same_origin(&base, url)) {
            self.service = ServiceKind::Storage;
        }
        self
    }
}

/// The rest of a URL that is below a base URL: nothing, or text that begins with a slash or a question mark.
pub(super) fn below<'a>(base: &str, url: &'a str) -> Option<&'a str> {
    url.strip_prefix(base).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}
