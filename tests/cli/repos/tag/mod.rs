//! `hf repos tag`.

use crate::sandbox::Sandbox;

mod create;
mod delete;
mod list;

/// The names of a repo's tags.
fn names(sandbox: &Sandbox, repo: &str) -> Vec<String> {
    let output = sandbox.hf(&format!("repos tag list {repo} -q")).success();
    output.stdout.lines().map(str::to_owned).collect()
}
