//! Words of this machine that may come next in a command line: cached repos and their branches, stored tokens, installed
//! extensions. Reads names of files only, and asks no server.

use std::fs;
use std::path::{Path, PathBuf};

use crate::auth::keyring::Keyring;
use crate::auth::store::StoredTokens;
use crate::commands::extensions::installed::Store;
use crate::config::Config;
use crate::ids::repo::{RepoKind, of_folder_name};

/// How deep branches may be nested in the folder of a cached repo: `refs/pr/1` is two deep.
const DEEPEST_REF: usize = 4;

/// The words that an argument of a command may have, in no order. `typed` are the words before it.
pub(super) fn words(config: &Config, (path, argument): (&str, &str), typed: &[String]) -> Vec<String> {
    let hub = &config.paths.hub_cache;
    match (path, argument) {
        ("extensions exec" | "extensions remove" | "extensions update", "name") => {
            let store = Store::new(&config.paths.extensions, config.terminal.home.as_deref());
            store.all().iter().map(|extension| extension.name.to_string()).collect()
        }
        ("auth switch" | "auth logout", "token_name") => tokens(config),
        (_, "repo_id" | "targets") => repos(hub, only(path)).map(|(_, id)| id).collect(),
        (_, "revision") => typed
            .iter()
            .find_map(|word| folder_of(hub, only(path), word))
            .map(|folder| refs(&folder))
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn tokens(config: &Config) -> Vec<String> {
    let stored = StoredTokens::read(&config.paths.stored_tokens);
    let mut names: Vec<String> =
        stored.iter().flat_map(StoredTokens::iter).map(|token| token.name.to_owned()).collect();
    let keyring = Keyring::read(&config.paths.keyring_tokens);
    names.extend(keyring.iter().flat_map(Keyring::names).map(|(name, _)| name.to_owned()));
    names
}

/// The only kind of repos that a command is about.
fn only(path: &str) -> Option<RepoKind> {
    path.split(' ').next().and_then(RepoKind::from_plural)
}

/// The folders of the repos in the cache, and their IDs as they are typed.
fn repos(hub: &Path, only: Option<RepoKind>) -> impl Iterator<Item = (PathBuf, String)> {
    fs::read_dir(hub).into_iter().flatten().flatten().filter_map(move |entry| {
        let (kind, id) = of_folder_name(entry.file_name().to_str()?)?;
        let id = match only {
            Some(only) => (kind == only).then_some(id)?,
            None => format!("{}{id}", kind.url_prefix()),
        };
        Some((entry.path(), id))
    })
}

/// The folder of the repo that a word names, if that is in the cache.
fn folder_of(hub: &Path, only: Option<RepoKind>, word: &str) -> Option<PathBuf> {
    repos(hub, only).find(|(_, id)| id == word).map(|(folder, _)| folder)
}

/// The branches, tags and pull requests of a cached repo.
fn refs(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![(folder.join("refs"), String::new(), 0)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth < DEEPEST_REF => {
                    folders.push((entry.path(), name + "/", depth + 1));
                }
                Ok(kind) if kind.is_file() => found.push(name),
                _ => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::words;
    use crate::config::Config;
    use crate::config::env::Environment;

    #[test]
    fn cached_repos_and_their_branches_are_known() {
        let home = tempfile::tempdir().unwrap();
        for path in ["models--ada--tiny/refs/refs/pr", "datasets--ada--planets/refs", "spaces--ada--app", ".locks"] {
            fs::create_dir_all(home.path().join("hub").join(path)).unwrap();
        }
        for path in
            ["models--ada--tiny/refs/main", "models--ada--tiny/refs/refs/pr/1", "datasets--ada--planets/refs/v1"]
        {
            fs::write(home.path().join("hub").join(path), "").unwrap();
        }
        let folder = home.path().to_str().unwrap();
        let config = Config::from_environment(&Environment::from_pairs(&[("HF_HOME", folder), ("HOME", folder)]));
        let known = |place: (&str, &str), typed: &[&str]| {
            let typed: Vec<String> = typed.iter().map(|word| (*word).to_owned()).collect();
            let mut words = words(&config, place, &typed);
            words.sort();
            words
        };
        assert_eq!(known(("download", "repo_id"), &[]), ["ada/tiny", "datasets/ada/planets", "spaces/ada/app"]);
        assert_eq!(known(("datasets info", "repo_id"), &[]), ["ada/planets"]);
        assert_eq!(known(("download", "revision"), &["download", "ada/tiny"]), ["main", "refs/pr/1"]);
        assert_eq!(known(("datasets info", "revision"), &["datasets", "info", "ada/planets"]), ["v1"]);
        assert!(known(("download", "revision"), &["download", "../x"]).is_empty());
        assert!(known(("auth switch", "token_name"), &[]).is_empty());
    }
}
