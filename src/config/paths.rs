//! Where the files are that `hf` shares with Python libraries. Creates none of them.

use std::path::PathBuf;

use super::env::Environment;

/// The folders and files below `HF_HOME`, each of which a variable can move.
#[derive(Debug, Clone)]
pub struct Paths {
    pub home: PathBuf,
    pub hub_cache: PathBuf,
    pub assets_cache: PathBuf,
    pub xet_cache: PathBuf,
    pub token: PathBuf,
    /// The named tokens: beside the token file, wherever that is.
    pub stored_tokens: PathBuf,
    /// The names of the tokens in the system's keyring, which no Python library looks at.
    pub keyring_tokens: PathBuf,
    /// What is known of local files, and can be found out again: in the folder of Xet, where nobody counts files, so that
    /// nothing new stands beside those that Python libraries know.
    pub own: PathBuf,
    /// Installed extensions: where the Python client has them, which no variable moves.
    pub extensions: PathBuf,
    /// Where agents look for skills, in any project: theirs all, and Claude's.
    pub skills: [PathBuf; 2],
    /// The system's folder for files that nobody keeps.
    pub temporary: PathBuf,
}

impl Paths {
    pub(super) fn from_environment(environment: &Environment) -> Self {
        // An absolute path: what is printed must hold in any working folder.
        let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
        let path = |name: &str| environment.text(name).map(|text| absolute(environment.expand(&text).into()));
        let cache_home = || path("XDG_CACHE_HOME").unwrap_or_else(|| PathBuf::from(environment.expand("~/.cache")));
        let home = path("HF_HOME").unwrap_or_else(|| cache_home().join("huggingface"));
        let token_home = if environment.flag("HUGGINGFACE_CO_STAGING") {
            PathBuf::from(environment.expand("~/.cache/huggingface_staging"))
        } else {
            home.clone()
        };
        let token = path("HF_TOKEN_PATH").unwrap_or_else(|| token_home.join("token"));
        let xet_cache = path("HF_XET_CACHE").unwrap_or_else(|| home.join("xet"));
        Self {
            hub_cache: path("HF_HUB_CACHE")
                .or_else(|| path("HUGGINGFACE_HUB_CACHE"))
                .unwrap_or_else(|| home.join("hub")),
            assets_cache: path("HF_ASSETS_CACHE")
                .or_else(|| path("HUGGINGFACE_ASSETS_CACHE"))
                .unwrap_or_else(|| home.join("assets")),
            own: xet_cache.join("hf"),
            xet_cache,
            keyring_tokens: token.with_file_name("keyring_tokens"),
            stored_tokens: token.with_file_name("stored_tokens"),
            extensions: environment.expand("~/.local/share/hf/extensions").into(),
            skills: [
                environment.expand("~/.agents/skills").into(),
                path("CLAUDE_CONFIG_DIR").unwrap_or_else(|| environment.expand("~/.claude").into()).join("skills"),
            ],
            temporary: std::env::temp_dir(),
            token,
            home,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Environment, Paths};

    #[test]
    fn everything_is_below_the_home_unless_moved() {
        let paths = Paths::from_environment(&Environment::from_pairs(&[("HOME", "/home/ada")]));
        assert_eq!(paths.hub_cache, Path::new("/home/ada/.cache/huggingface/hub"));
        assert_eq!(paths.token, Path::new("/home/ada/.cache/huggingface/token"));
    }

    #[test]
    fn stored_tokens_are_beside_the_token_file() {
        let pairs = [("HF_HOME", "/hf"), ("HF_TOKEN_PATH", "/run/secrets/tok")];
        let paths = Paths::from_environment(&Environment::from_pairs(&pairs));
        assert_eq!(paths.stored_tokens, Path::new("/run/secrets/stored_tokens"));
    }

    #[test]
    fn no_folder_is_relative_nor_in_the_root_of_the_file_system() {
        let paths = Paths::from_environment(&Environment::from_pairs(&[("HF_HOME", "here"), ("HOME", "/home/ada")]));
        assert_eq!(paths.hub_cache, std::env::current_dir().unwrap().join("here/hub"));
        let homeless = Paths::from_environment(&Environment::from_pairs(&[("HOME", "")]));
        assert_eq!(homeless.home, Path::new("/nonexistent/.cache/huggingface"));
    }

    #[test]
    fn the_new_name_of_a_cache_wins_over_the_old() {
        let pairs = [("HF_HUB_CACHE", "/new"), ("HUGGINGFACE_HUB_CACHE", "/old")];
        assert_eq!(Paths::from_environment(&Environment::from_pairs(&pairs)).hub_cache, Path::new("/new"));
    }
}
