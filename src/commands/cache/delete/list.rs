//! The repos and revisions of a cache as groups and choices.

use std::sync::Arc;
use std::time::SystemTime;

use crate::base::age::time_since;
use crate::base::size::human_size;
use crate::base::time::unix_seconds;
use crate::cache::{CachedRepo, CachedRevision, Chosen, Scan};
use crate::output::{Group, Picked};

/// How much of a hash tells it from others in front of people.
const SHORT: usize = 8;

/// The revisions to delete, and the scan that they are of; `None` if the user has not agreed.
pub(super) type Agreed = Option<(Arc<Scan>, Chosen)>;

/// Where each group is in the scan, and each of its choices among the revisions of the repo: oldest first.
pub(super) type Repos = Vec<(usize, Vec<usize>)>;

pub(super) fn repos(scan: &Scan) -> Repos {
    let sorted = |repo: &CachedRepo| {
        let mut revisions: Vec<usize> = (0..repo.revisions.len()).collect();
        revisions.sort_by(|one, other| repo.revisions[*one].modified.total_cmp(&repo.revisions[*other].modified));
        revisions
    };
    let all = scan.repos.iter().enumerate().map(|(at, repo)| (at, sorted(repo)));
    all.filter(|(_, revisions)| !revisions.is_empty()).collect()
}

pub(super) fn groups(scan: &Scan, repos: &Repos) -> Vec<Group> {
    let now = unix_seconds(SystemTime::now());
    let group = |(at, revisions): &(usize, Vec<usize>)| {
        let repo = &scan.repos[*at];
        let updated = repo.revisions.iter().map(|revision| revision.modified).fold(f64::MIN, f64::max);
        Group {
            title: title(repo),
            details: details(repo, now),
            size: repo.size(),
            used: repo.moments.accessed,
            updated,
            choices: revisions.iter().map(|at| choice(&repo.revisions[*at], now)).collect(),
        }
    };
    repos.iter().map(group).collect()
}

pub(super) fn chosen(repos: &Repos, picked: &Picked) -> Chosen {
    let mut chosen = Chosen::default();
    for (group, choice) in picked {
        let (repo, revisions) = &repos[*group];
        chosen.add(*repo, revisions[*choice]);
    }
    chosen
}

/// `Model ada/tiny`
pub(super) fn title(repo: &CachedRepo) -> String {
    let mut kind = repo.kind.singular().to_owned();
    kind[..1].make_ascii_uppercase();
    format!("{kind} {}", repo.id)
}

/// `123.5M, used 2 days ago`
pub(super) fn details(repo: &CachedRepo, now: f64) -> String {
    format!("{}, used {}", human_size(repo.size()), time_since(now - repo.moments.accessed))
}

pub(super) fn refs(revision: &CachedRevision) -> String {
    if revision.is_detached() { "(detached)".to_owned() } else { revision.refs.join(", ") }
}

fn choice(revision: &CachedRevision, now: f64) -> String {
    let hash: String = revision.commit.chars().take(SHORT).collect();
    let (refs, age, size) = (refs(revision), time_since(now - revision.modified), human_size(revision.size));
    format!("{hash}: {refs} # modified {age}, {size}")
}
