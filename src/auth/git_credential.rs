//! git's own store of passwords, through the helpers that the user has configured. Tokens go to git over its standard
//! input, never in its arguments. Git runs outside of any repository: the configuration of a clone that somebody else
//! made could name a helper of theirs.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::process::{Command, ExitStatus, Stdio};

use crate::base::secret::Secret;

/// The user name that the Hub ignores; the Python client uses the same, so each finds what the other stored.
const USER: &str = "hf_user";

/// A `GIT_DIR` that makes git look for no repository around it.
const NO_REPOSITORY: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

/// Why git's helpers do not keep or forget a token.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// Git could not be started.
    #[error("cannot run git: {0}")]
    NotRun(io::Error),
    /// The endpoint has a line end in it.
    #[error("the endpoint is not a valid URL")]
    Endpoint,
    /// It said that it failed.
    #[error("`git credential {verb}` failed ({status})")]
    Failed { verb: &'static str, status: ExitStatus },
    /// It ended before it had read everything.
    #[error("cannot write to `git credential {verb}`: {reason}")]
    Deaf { verb: &'static str, reason: io::Error },
}

impl GitError {
    /// Whether there is no git on this machine.
    pub fn is_absence(&self) -> bool {
        matches!(self, Self::NotRun(error) if error.kind() == io::ErrorKind::NotFound)
    }
}

/// The names of the helpers for every address, sorted, to show; none if there is no git. As in the Python client, helpers
/// for one address alone and helpers that are shell commands are left out.
pub fn helpers() -> Vec<String> {
    let listed = git(&["config", "--list"]).stdin(Stdio::null()).output();
    let Ok(listed) = listed else { return Vec::new() };
    let text = String::from_utf8_lossy(&listed.stdout);
    let names: BTreeSet<&str> = text.lines().filter_map(helper).collect();
    names.into_iter().map(str::to_owned).collect()
}

/// Whether git has a helper for the endpoint: one for every address or for this one, a command of the shell too. Git
/// itself decides which entries of its configuration match.
pub fn has_helper(endpoint: &str) -> bool {
    let asked =
        git(&["config", "--null", "--get-urlmatch", "credential.helper", endpoint]).stdin(Stdio::null()).output();
    asked.is_ok_and(|answer| answer.stdout.iter().any(|byte| *byte != 0))
}

/// Hands the token for the endpoint to all helpers.
///
/// # Errors
/// [`GitError`].
pub fn approve(endpoint: &str, token: &Secret) -> Result<(), GitError> {
    tell("approve", endpoint, &format!("password={}\n", token.expose()))
}

/// Makes all helpers forget the token for the endpoint.
///
/// # Errors
/// [`GitError`].
pub fn reject(endpoint: &str) -> Result<(), GitError> {
    tell("reject", endpoint, "")
}

fn tell(verb: &'static str, endpoint: &str, password: &str) -> Result<(), GitError> {
    // A line end in it would begin a line of git's own, such as another host.
    if endpoint.contains(char::is_control) {
        return Err(GitError::Endpoint);
    }
    let description = format!("url={endpoint}\nusername={USER}\n{password}\n");
    let mut git = git(&["credential", verb]);
    let mut child = git.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().map_err(GitError::NotRun)?;
    // Its input ends here, so it ends too, whether it has listened or not.
    let written = child.stdin.take().map_or(Ok(()), |mut input| input.write_all(description.as_bytes()));
    let status = child.wait().map_err(GitError::NotRun)?;
    if !status.success() {
        return Err(GitError::Failed { verb, status });
    }
    written.map_err(|reason| GitError::Deaf { verb, reason })
}

/// Git outside of any repository, with the user's and the system's configuration alone.
fn git(arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.args(arguments).env("GIT_DIR", NO_REPOSITORY).current_dir("/").stderr(Stdio::null());
    git
}

/// The helper that a line of `git config --list` names.
fn helper(line: &str) -> Option<&str> {
    let (key, value) = line.split_once('=')?;
    if !key.trim().eq_ignore_ascii_case("credential.helper") {
        return None;
    }
    let name = value.split_whitespace().next()?;
    let is_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '/');
    name.chars().all(is_name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::helper;

    #[test]
    fn helpers_are_words_or_paths() {
        assert_eq!(helper("credential.helper=store"), Some("store"));
        assert_eq!(helper("Credential.Helper = cache --timeout=3600"), Some("cache"));
        assert_eq!(helper("credential.helper=/usr/lib/git-core/libsecret"), Some("/usr/lib/git-core/libsecret"));
        assert_eq!(helper("credential.helper=!gh auth git-credential"), None);
        assert_eq!(helper("credential.https://hub.example.helper=store"), None);
        assert_eq!(helper("credential.helper="), None);
    }
}
