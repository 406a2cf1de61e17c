//! The paths of each service, as tables with one line per kind of path.

use percent_encoding::percent_decode_str;
use reqwest::Url;

use super::{ServiceKind, Subject, below};
use crate::ids::repo::{RepoId, RepoKind};

type Make = fn(&Found) -> Option<Subject>;

/// Paths and what they are about; the first match decides.
///
/// `{kind}` is the plural of a kind of repo, `{repo}` an id of two parts or else of one, `{}` any segment, `a|b` one of
/// these words, and `**` the rest, which may be empty.
const HUB: &[(&str, Make)] = &[
    // Words in the place of an id.
    ("api/spaces/semantic-search|templates|hardware", listing),
    ("api/spaces/zero-gpu/**", other),
    ("api/models|datasets|spaces|kernels", listing),
    // Repos.
    ("api/{kind}/{repo}/revision|tree|paths-info|preupload|commit|commits|super-squash/{}/**", revision),
    ("api/{kind}/{repo}/branch|tag|xet-read-token|xet-write-token/{}", revision),
    ("api/{kind}/{repo}/refs|likers|like|auth-check|discussions", repo),
    ("api/{kind}/{repo}/lfs-files/**", |found| part("LFS object", repo(found))),
    ("api/{kind}/{repo}/user-access-request/**", |found| part("access request", repo(found))),
    ("api/{kind}/{repo}/safetensors-metadata/**", |found| part("Safetensors index", repo(found))),
    ("api/{kind}/{repo}/leaderboard", |found| part("leaderboard", repo(found))),
    ("api/{kind}/{repo}/secrets", |found| part("secret", repo(found))),
    ("api/{kind}/{repo}/variables", |found| part("variable", repo(found))),
    ("api/{kind}/{repo}/volumes", |found| part("volume", repo(found))),
    ("api/{kind}/{repo}/storage", |found| part("persistent storage", repo(found))),
    ("api/{kind}/{repo}/discussions/{}/comment/**", |found| part("comment", discussion(found))),
    ("api/{kind}/{repo}/discussions/{}/**", discussion),
    ("api/{kind}/{repo}/**", repo),
    // Other areas of the API.
    ("api/buckets/{}", namespace),
    ("api/buckets/{}/jobs-artifacts", namespace),
    ("api/buckets/{}/{}/**", |found| found.id().map(Subject::Bucket)),
    ("api/collections", listing),
    ("api/collections/{}/{}/items/{}/**", |found| part("item", collection(found))),
    ("api/collections/{}/{}/**", collection),
    ("api/papers/search", listing),
    ("api/papers/{}/**", paper),
    ("api/daily_papers", listing),
    ("api/jobs/hardware", listing),
    ("api/jobs|scheduled-jobs/{}", namespace),
    ("api/jobs/{}/{}/**", |found| found.id().map(Subject::Job)),
    ("api/scheduled-jobs/{}/{}/**", |found| found.id().map(Subject::ScheduledJob)),
    ("api/settings/webhooks/{}/**", |found| found.word(0).map(Subject::Webhook)),
    ("api/settings/webhooks|repositories", listing),
    ("api/users/{}/**", |found| found.word(0).map(Subject::User)),
    ("api/organizations/{}/**", |found| found.word(0).map(Subject::Organization)),
    ("api/tasks", listing),
    ("api|oauth/**", other),
    // Content.
    ("buckets/{}/{}/resolve/**", |found| Some(Subject::BucketFile { bucket: found.id()?, path: found.rest.clone() })),
    ("papers/{}", paper),
    ("{kind}/{repo}/resolve|raw/{}/**", file),
    ("{kind}/{repo}/info/**", repo),
    ("{repo}/resolve|raw/{}/**", file),
    ("{repo}/info/**", repo),
];

const ENDPOINTS: &[(&str, Make)] =
    &[("endpoint|provider/{}", namespace), ("endpoint/{}/{}/**", |found| found.id().map(Subject::Endpoint))];

const CATALOG: &[(&str, Make)] =
    &[("list", listing), ("recipe/{}/**", |found| found.word(0).map(Subject::Recipe)), ("model/{repo}/deploy", repo)];

/// Its paths are kinds of data; the query names the dataset.
const DATASETS_SERVER: &[(&str, Make)] = &[("**", |found| found.queried_dataset().map(Subject::Repo))];

const ROUTER: &[(&str, Make)] =
    &[("v1/models", listing), ("v1/models/{repo}", repo), ("hf-inference/models/{repo}/**", repo)];

const INFERENCE: &[(&str, Make)] = &[("models/{repo}/**", repo)];

/// The server of one sandbox, or of a host with several.
const SANDBOX: &[(&str, Make)] = &[
    ("v1/sandboxes", listing),
    ("v1/sandboxes/{}/files/**", |found| part("file", pooled(found))),
    ("v1/sandboxes/{}/processes/{}", |found| part("process", pooled(found))),
    ("v1/sandboxes/{}/**", pooled),
    ("v1/files/**", |found| part("file", dedicated(found))),
    ("v1/processes/{}", |found| part("process", dedicated(found))),
    ("**", dedicated),
];

/// Pages, files and git's own routes.
const GITHUB: &[(&str, Make)] = &[
    ("search/**", listing),
    ("{}/{}/**", |found| Some(Subject::GitHubRepo(found.id()?.trim_end_matches(".git").to_owned()))),
];

impl Subject {
    /// Reads a URL of a service. `base` has no final slash and may have a path; a URL that is not below it is
    /// [`Self::Other`].
    pub fn of_url(service: ServiceKind, base: &str, url: &str) -> Self {
        below(base, url).and_then(|rest| subject(service, base, rest)).unwrap_or(Self::Other)
    }
}

/// The subject of a URL, given the part after its service's base.
fn subject(service: ServiceKind, base: &str, rest: &str) -> Option<Subject> {
    let table = match service {
        ServiceKind::Hub => HUB,
        ServiceKind::Endpoints => ENDPOINTS,
        ServiceKind::Catalog => CATALOG,
        ServiceKind::DatasetsServer => DATASETS_SERVER,
        ServiceKind::Router => ROUTER,
        ServiceKind::Inference => INFERENCE,
        ServiceKind::Sandbox => SANDBOX,
        ServiceKind::GitHub => GITHUB,
        ServiceKind::Space | ServiceKind::Storage => &[],
    };
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.trim_matches('/');
    let segments: Vec<&str> = path.split('/').filter(|_| !path.is_empty()).collect();
    let blank = Found { base, query, kind: None, repo: String::new(), words: Vec::new(), rest: String::new() };
    let (found, make) = table.iter().find_map(|(pattern, make)| Some((blank.filled(pattern, &segments)?, make)))?;
    make(&found)
}

/// The values in the places of a pattern, unescaped.
#[derive(Clone)]
struct Found<'a> {
    base: &'a str,
    query: &'a str,
    kind: Option<RepoKind>,
    repo: String,
    words: Vec<String>,
    rest: String,
}

impl Found<'_> {
    fn filled(&self, pattern: &str, segments: &[&str]) -> Option<Self> {
        let parts: Vec<&str> = pattern.split('/').collect();
        [2, 1].into_iter().find_map(|length| self.filled_with_id_of(length, &parts, segments))
    }

    /// The same where the id of a repo has that many segments.
    fn filled_with_id_of(&self, length: usize, parts: &[&str], mut segments: &[&str]) -> Option<Self> {
        let mut found = self.clone();
        for part in parts {
            if *part == "**" {
                found.rest = unescaped(&segments.join("/"));
                return Some(found);
            }
            let (here, after) = segments.split_at_checked(if *part == "{repo}" { length } else { 1 })?;
            segments = after;
            match *part {
                "{kind}" => found.kind = Some(RepoKind::from_plural(here[0])?),
                // Git and its LFS store add an ending.
                "{repo}" => found.repo = unescaped(here.join("/").trim_end_matches(".git")),
                "{}" => found.words.push(unescaped(here[0])),
                words => words.split('|').find(|word| *word == here[0]).map(drop)?,
            }
        }
        segments.is_empty().then_some(found)
    }

    fn word(&self, at: usize) -> Option<String> {
        self.words.get(at).filter(|word| !word.is_empty()).cloned()
    }

    /// `namespace/name`: the first two words.
    fn id(&self) -> Option<String> {
        Some(format!("{}/{}", self.word(0)?, self.word(1)?))
    }

    fn repo(&self) -> Option<RepoId> {
        RepoId::new(self.kind.unwrap_or_default(), &self.repo).ok()
    }

    fn queried_dataset(&self) -> Option<RepoId> {
        let id = self.query.split('&').find_map(|pair| pair.strip_prefix("dataset="))?;
        RepoId::new(RepoKind::Dataset, &unescaped(id)).ok()
    }

    /// The job whose server this is: it answers at `{job}--{port}.{domain}`.
    fn job(&self) -> Option<String> {
        let host = Url::parse(self.base).ok()?.host_str()?.to_owned();
        Some(host.split_once("--")?.0.to_owned())
    }
}

fn unescaped(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn listing(_found: &Found) -> Option<Subject> {
    Some(Subject::Listing)
}

fn other(_found: &Found) -> Option<Subject> {
    Some(Subject::Other)
}

fn repo(found: &Found) -> Option<Subject> {
    found.repo().map(Subject::Repo)
}

fn revision(found: &Found) -> Option<Subject> {
    Some(Subject::Revision { repo: found.repo()?, revision: found.word(0)? })
}

fn file(found: &Found) -> Option<Subject> {
    Some(Subject::File { repo: found.repo()?, revision: found.word(0)?, path: found.rest.clone() })
}

fn discussion(found: &Found) -> Option<Subject> {
    Some(Subject::Discussion { repo: found.repo()?, num: found.word(0)?.parse().ok()? })
}

fn collection(found: &Found) -> Option<Subject> {
    found.id().map(Subject::Collection)
}

fn paper(found: &Found) -> Option<Subject> {
    found.word(0).map(|id| Subject::Paper(id.trim_end_matches(".md").to_owned()))
}

fn namespace(found: &Found) -> Option<Subject> {
    found.word(0).map(Subject::Namespace)
}

fn dedicated(found: &Found) -> Option<Subject> {
    found.job().map(Subject::Sandbox)
}

fn pooled(found: &Found) -> Option<Subject> {
    Some(Subject::Sandbox(format!("{}.{}", found.job()?, found.word(0)?)))
}

fn part(what: &'static str, of: Option<Subject>) -> Option<Subject> {
    Some(Subject::Part { what, of: Box::new(of?) })
}
