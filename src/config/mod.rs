//! What the environment and the user's configuration file say, read once into plain values. Does not parse the command
//! line and opens no other file except the agent registry that the Python client keeps.

mod agent;
pub mod env;
mod file;
mod graphics;
mod paths;
mod proxies;
mod services;

use std::path::PathBuf;
use std::time::Duration;

use crate::base::secret::Secret;
use crate::base::url::without_secrets;
use env::Environment;
pub use env::{
    DEFAULT_CATALOG, DEFAULT_DATASETS_SERVER, DEFAULT_ENDPOINT, DEFAULT_ENDPOINTS, DEFAULT_GITHUB, DEFAULT_ROUTER,
};
pub use file::{ConfigFile, FileError, FlagDefault, FlagValue};
pub use graphics::Graphics;
pub use paths::Paths;
pub use proxies::ProxyVariables;
pub use services::Services;

/// The client that the Python library logs in as: what one obtained the other may renew.
const OAUTH_CLIENT: &str = "26be6b09-91c5-47da-9861-d2d2bb7a7e36";
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// Everything that the environment and the configuration file decide. Tests build one from a list of variables.
#[derive(Debug, Clone)]
pub struct Config {
    pub services: Services,
    pub paths: Paths,
    pub token: TokenVariables,
    pub browser: BrowserVariables,
    /// How a program that the Hub trusts gets a token, if it is to get one so.
    pub trusted: Option<TrustedVariables>,
    /// No request at all.
    pub offline: bool,
    /// No question whether something installed has a newer version.
    pub disable_update_check: bool,
    /// How long the metadata of one file may take to come.
    pub metadata_timeout: Duration,
    /// How long a connection may be silent during a file.
    pub download_timeout: Duration,
    pub disable_symlinks: bool,
    pub disable_symlinks_warning: bool,
    pub xet: XetVariables,
    /// `None`: as the output mode has it.
    pub disable_progress_bars: Option<bool>,
    /// The program that texts are written in, maybe with options.
    pub editor: String,
    /// DuckDB's program: a path, or a name that is found in `PATH`.
    pub duckdb: PathBuf,
    /// Full causes with every error.
    pub debug: bool,
    pub terminal: Terminal,
    /// The AI agent that runs this program, by its id.
    pub agent: Option<String>,
    /// What `HF_HUB_USER_AGENT_ORIGIN` adds to the user agent.
    pub user_agent_origin: Option<String>,
    /// A file of certificates to trust beside the system's, behind the variable that names it.
    pub ca_bundle: Option<(&'static str, PathBuf)>,
    pub proxies: ProxyVariables,
    /// The question of a shell's completion script; nothing else is then done.
    pub completion: Option<CompletionQuestion>,
    /// Every listed variable with what it holds, as `hf env` shows it.
    pub shown: Vec<(&'static str, String)>,
    /// The configuration file, or why it cannot be used: nothing is then done.
    pub file: Result<ConfigFile, FileError>,
    environment: Environment,
}

/// Which token the environment offers.
#[derive(Debug, Clone)]
pub struct TokenVariables {
    pub value: Option<Secret>,
    /// The variable that `value` came from.
    pub variable: Option<&'static str>,
    /// Requests without `--token` carry none.
    pub disable_implicit: bool,
}

/// What a completion script asks, in the protocol of the Python client.
#[derive(Debug, Clone)]
pub struct CompletionQuestion {
    /// `_HF_COMPLETE`: a shell's name and `_source` or `_complete`.
    pub instruction: String,
    /// `COMP_WORDS`: the command line so far.
    pub words: String,
    /// `COMP_CWORD`: the number of the word at the cursor, or that word itself.
    pub word: String,
}

/// How a login with the browser goes.
#[derive(Debug, Clone)]
pub struct BrowserVariables {
    /// The id that the Hub knows this kind of client by.
    pub client: String,
    /// A window can be opened where the user sees it.
    pub has_screen: bool,
}

/// What a program shows to be trusted, and what for.
#[derive(Debug, Clone)]
pub struct TrustedVariables {
    /// The repo or the account that the token is for.
    pub resource: String,
    /// What a service has confirmed of this program already.
    pub identity: Option<Secret>,
    /// This is a job of GitHub Actions.
    pub is_github: bool,
    /// Where GitHub confirms it, and the key for that: only jobs that may ask have them.
    pub github: Option<(String, Secret)>,
}

/// What is said about Xet. The engine that moves its data reads its own, finer variables (`HF_XET_*`) itself.
#[derive(Debug, Clone, Copy)]
pub struct XetVariables {
    pub disable: bool,
    pub high_performance: bool,
    /// Repos of the cache keep their own copies of a content.
    pub disable_shared_blobs: bool,
}

/// What decides how text is shown.
#[derive(Debug, Clone, Default)]
pub struct Terminal {
    pub no_color: bool,
    pub force_color: bool,
    pub columns: Option<usize>,
    /// The name of the user's shell, for completion.
    pub shell: Option<String>,
    pub home: Option<PathBuf>,
    /// Where shells keep their settings.
    pub config_home: Option<PathBuf>,
    /// Where zsh keeps its own, unless that is the home folder.
    pub zsh_home: Option<PathBuf>,
    /// Standard output takes UTF-8.
    pub utf8: bool,
    /// How pictures are shown.
    pub graphics: Graphics,
}

/// The Python client takes the word in any case.
fn is_verbose(environment: &Environment) -> bool {
    let names = ["HF_HUB_VERBOSITY", "HUGGINGFACE_HUB_VERBOSITY"];
    names.iter().find_map(|name| environment.text(name)).is_some_and(|word| word.eq_ignore_ascii_case("debug"))
}

impl Config {
    /// Reads the environment of this process.
    pub fn load() -> Self {
        let environment = Environment::of_process();
        let folder = terminal(&environment).config_home;
        Self::new(&environment, ConfigFile::read(folder.as_deref()))
    }

    /// The same from any list of variables, without a configuration file.
    pub fn from_environment(environment: &Environment) -> Self {
        Self::new(environment, Ok(ConfigFile::default()))
    }

    fn new(environment: &Environment, file: Result<ConfigFile, FileError>) -> Self {
        let endpoint = file.as_ref().ok().and_then(|file| file.endpoint.as_deref());
        let paths = Paths::from_environment(environment);
        let agent = agent::detect(environment, &paths.home);
        Self {
            services: Services::new(environment, endpoint),
            token: token(environment),
            browser: browser(environment),
            trusted: trusted(environment),
            offline: environment.flag("HF_HUB_OFFLINE") || environment.flag("TRANSFORMERS_OFFLINE"),
            disable_update_check: environment.flag("HF_HUB_DISABLE_UPDATE_CHECK"),
            metadata_timeout: seconds(environment, "HF_HUB_ETAG_TIMEOUT"),
            download_timeout: seconds(environment, "HF_HUB_DOWNLOAD_TIMEOUT"),
            disable_symlinks: environment.flag("HF_HUB_DISABLE_SYMLINKS"),
            disable_symlinks_warning: environment.flag("HF_HUB_DISABLE_SYMLINKS_WARNING"),
            xet: XetVariables {
                disable: environment.flag("HF_HUB_DISABLE_XET"),
                high_performance: environment.flag("HF_XET_HIGH_PERFORMANCE") || environment.flag("HF_XET_HP"),
                disable_shared_blobs: environment.flag("HF_HUB_DISABLE_SHARED_BLOBS"),
            },
            disable_progress_bars: environment
                .text("HF_HUB_DISABLE_PROGRESS_BARS")
                .map(|_| environment.flag("HF_HUB_DISABLE_PROGRESS_BARS")),
            editor: ["HF_EDITOR", "VISUAL", "EDITOR"]
                .into_iter()
                .find_map(|name| environment.text(name))
                .unwrap_or_else(|| if cfg!(windows) { "notepad" } else { "vi" }.to_owned()),
            duckdb: environment.text("HF_DUCKDB").unwrap_or_else(|| "duckdb".to_owned()).into(),
            debug: environment.flag("HF_DEBUG") || is_verbose(environment),
            terminal: terminal(environment),
            agent,
            user_agent_origin: environment.text("HF_HUB_USER_AGENT_ORIGIN"),
            ca_bundle: ca_bundle(environment),
            proxies: ProxyVariables::from_environment(environment),
            completion: completion(environment),
            shown: env::VARIABLES.iter().map(|variable| (variable.name, environment.shown(variable))).collect(),
            paths,
            file,
            environment: environment.clone(),
        }
    }

    /// The value that the user's environment has for any name, for commands that send it on; it may be empty.
    pub fn variable(&self, name: &str) -> Option<String> {
        self.environment.raw(name)
    }

    /// The Hub's base URL as it may be shown.
    pub fn shown_endpoint(&self) -> String {
        without_secrets(&self.services.hub)
    }

    /// Whether requests go to the Hub itself, not to a mirror or a test server.
    pub fn is_default_endpoint(&self) -> bool {
        self.services.hub == DEFAULT_ENDPOINT
    }
}

fn token(environment: &Environment) -> TokenVariables {
    let found = ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"]
        .into_iter()
        .find_map(|name| Some((name, Secret::parse(&environment.text(name)?)?)));
    TokenVariables {
        variable: found.as_ref().map(|(name, _)| *name),
        value: found.map(|(_, value)| value),
        disable_implicit: environment.flag("HF_HUB_DISABLE_IMPLICIT_TOKEN"),
    }
}

/// Of two files the one that Python's libraries would take, unless the variables that every library knows are set.
fn ca_bundle(environment: &Environment) -> Option<(&'static str, PathBuf)> {
    if ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().any(|name| environment.text(name).is_some()) {
        return None;
    }
    ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"]
        .into_iter()
        .find_map(|variable| Some((variable, environment.text(variable)?.into())))
}

fn browser(environment: &Environment) -> BrowserVariables {
    let client = environment.text("HF_DEVICE_CODE_OAUTH_CLIENT_ID").unwrap_or_else(|| OAUTH_CLIENT.to_owned());
    let is_far_away = environment.text("SSH_CONNECTION").is_some();
    let has_screen = if cfg!(any(target_os = "macos", windows)) {
        !is_far_away
    } else {
        // Without one of these `xdg-open` would show the page in the terminal.
        ["WAYLAND_DISPLAY", "DISPLAY"].into_iter().any(|name| environment.text(name).is_some())
    };
    BrowserVariables { client, has_screen }
}

fn trusted(environment: &Environment) -> Option<TrustedVariables> {
    let secret = |name| environment.text(name).and_then(|text| Secret::parse(&text));
    Some(TrustedVariables {
        resource: environment.text("HF_OIDC_RESOURCE")?,
        identity: secret("HF_OIDC_ID_TOKEN"),
        is_github: environment.text("GITHUB_ACTIONS").as_deref() == Some("true"),
        github: environment.text("ACTIONS_ID_TOKEN_REQUEST_URL").zip(secret("ACTIONS_ID_TOKEN_REQUEST_TOKEN")),
    })
}

fn completion(environment: &Environment) -> Option<CompletionQuestion> {
    Some(CompletionQuestion {
        instruction: environment.text("_HF_COMPLETE")?,
        words: environment.text("COMP_WORDS").unwrap_or_default(),
        word: environment.text("COMP_CWORD").unwrap_or_default(),
    })
}

fn terminal(environment: &Environment) -> Terminal {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| environment.text(name));
    let home = environment.text("HOME").map(PathBuf::from);
    let says_utf8 = |text: String| text.to_ascii_lowercase().replace('-', "").contains("utf8");
    Terminal {
        no_color: environment.text("NO_COLOR").is_some(),
        force_color: environment.text("CLICOLOR_FORCE").is_some_and(|value| value != "0"),
        columns: environment.text("COLUMNS").and_then(|text| text.parse().ok()).filter(|columns| *columns > 0),
        shell: environment.text("SHELL").and_then(|path| Some(path.rsplit('/').next()?.to_owned())),
        config_home: environment
            .text("XDG_CONFIG_HOME")
            .map(PathBuf::from)
            .or_else(|| Some(home.clone()?.join(".config"))),
        zsh_home: environment.text("ZDOTDIR").map(PathBuf::from),
        home,
        // Without any locale Python assumes UTF-8 too.
        utf8: locale.is_none_or(|text| text == "C" || text == "POSIX" || says_utf8(text)),
        graphics: Graphics::from_environment(environment),
    }
}

/// Zero and what is no number mean the default, as in the Python client.
fn seconds(environment: &Environment, name: &str) -> Duration {
    let given = environment.text(name).and_then(|text| text.trim().parse::<u64>().ok());
    given.filter(|seconds| *seconds > 0).map_or(DEFAULT_TIMEOUT, Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::env::Environment;
    use super::{Config, ConfigFile};

    fn config(variables: &[(&str, &str)]) -> Config {
        Config::from_environment(&Environment::from_pairs(variables))
    }

    #[test]
    fn the_endpoint_has_no_final_slash() {
        assert_eq!(config(&[("HF_ENDPOINT", "http://localhost:8000/")]).services.hub, "http://localhost:8000");
        assert!(config(&[]).is_default_endpoint());
    }

    #[test]
    fn a_variable_wins_over_the_configuration_file() {
        let file = || Ok(ConfigFile { endpoint: Some("https://file.example".to_owned()), ..ConfigFile::default() });
        let of = |variables: &[(&str, &str)]| {
            let services = Config::new(&Environment::from_pairs(variables), file()).services;
            (services.hub, services.is_hub_of_file)
        };
        assert_eq!(of(&[]), ("https://file.example".to_owned(), true));
        assert_eq!(of(&[("HF_ENDPOINT", "http://localhost")]), ("http://localhost".to_owned(), false));
        assert!(!of(&[("HUGGINGFACE_CO_STAGING", "1")]).1);
    }

    #[test]
    fn staging_beats_the_endpoint() {
        let config = config(&[("HF_ENDPOINT", "http://localhost"), ("HUGGINGFACE_CO_STAGING", "yes")]);
        assert_eq!(config.services.hub, "https://hub-ci.huggingface.co");
    }

    #[test]
    fn an_empty_token_variable_counts_as_unset() {
        let config = config(&[("HF_TOKEN", " \n"), ("HUGGING_FACE_HUB_TOKEN", "hf_old\n")]);
        assert_eq!(config.token.variable, Some("HUGGING_FACE_HUB_TOKEN"));
        assert_eq!(config.token.value.unwrap().expose(), "hf_old");
    }

    #[test]
    fn what_every_library_trusts_wins_over_a_bundle() {
        let bundle = ("CURL_CA_BUNDLE", "/ca.pem");
        assert_eq!(config(&[bundle]).ca_bundle, Some((bundle.0, bundle.1.into())));
        assert_eq!(config(&[bundle, ("REQUESTS_CA_BUNDLE", "/other")]).ca_bundle.unwrap().0, "REQUESTS_CA_BUNDLE");
        assert_eq!(config(&[bundle, ("SSL_CERT_FILE", "/all.pem")]).ca_bundle, None);
    }

    #[test]
    fn progress_bars_have_three_states() {
        assert_eq!(config(&[]).disable_progress_bars, None);
        assert_eq!(config(&[("HF_HUB_DISABLE_PROGRESS_BARS", "1")]).disable_progress_bars, Some(true));
        assert_eq!(config(&[("HF_HUB_DISABLE_PROGRESS_BARS", "0")]).disable_progress_bars, Some(false));
    }

    #[test]
    fn a_timeout_of_zero_means_the_default() {
        assert_eq!(config(&[("HF_HUB_ETAG_TIMEOUT", "0")]).metadata_timeout, Duration::from_secs(10));
        assert_eq!(config(&[("HF_HUB_ETAG_TIMEOUT", "3")]).metadata_timeout, Duration::from_secs(3));
    }

    #[test]
    fn a_set_token_is_named_but_never_shown() {
        let config = config(&[("HF_TOKEN", "hf_secret_value")]);
        let shown = config.shown.iter().find(|(name, _)| *name == "HF_TOKEN").unwrap();
        assert_eq!(shown.1, "(set)");
    }
}
