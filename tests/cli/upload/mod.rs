//! `hf upload` against the local Hub.

mod cut_off;
mod dry_run;
mod files;
mod folders;
mod large_folder;
mod parts;
mod piped;
mod pull_requests;
mod refusals;
mod schedule;
mod secrets;
mod single_commit;
mod store;
#[cfg(unix)]
mod told;
#[cfg(target_os = "linux")]
mod unchanged;

use std::thread;
use std::time::{Duration, Instant};

use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The paths of a model of ada's, but for what every repo has.
fn paths(sandbox: &Sandbox, id: &str, revision: &str) -> Vec<String> {
    let repo = sandbox.hub().world().repo(Kind::Model, id).unwrap();
    let files = repo.files(repo.resolve(revision).unwrap());
    files.into_iter().map(|entry| entry.path).filter(|path| path != ".gitattributes").collect()
}

/// The titles of its commits, the last one first, but for the first of all.
fn titles(sandbox: &Sandbox, id: &str, revision: &str) -> Vec<String> {
    let repo = sandbox.hub().world().repo(Kind::Model, id).unwrap();
    let mut titles: Vec<String> =
        repo.log(repo.resolve(revision).unwrap()).into_iter().map(|change| change.title).collect();
    titles.pop();
    titles
}

/// How many requests there were like this line of the trace, `*` at its end standing for anything.
fn count(sandbox: &Sandbox, line: &str) -> usize {
    let fits = |request: &&String| match line.strip_suffix('*') {
        Some(start) => request.starts_with(start),
        None => *request == line,
    };
    sandbox.hub().requests().iter().filter(fits).count()
}

/// Waits until there was a request like this so often.
fn wait_for(sandbox: &Sandbox, line: &str, times: usize) {
    let start = Instant::now();
    while count(sandbox, line) < times {
        assert!(start.elapsed() < LONGEST_WAIT, "no '{line}' in {:?}", sandbox.hub().requests());
        thread::yield_now();
    }
}
