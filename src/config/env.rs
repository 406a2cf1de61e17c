//! Every environment variable that `hf` reads, and the only place that reads them. The documentation and the man
//! page are made from this list.

use std::collections::HashMap;
use std::fmt;

use crate::base::url::without_secrets;

/// The Hub, unless the environment names another.
pub const DEFAULT_ENDPOINT: &str = "https://huggingface.co";
/// Inference Endpoints, unless the environment names another address.
pub const DEFAULT_ENDPOINTS: &str = "https://api.endpoints.huggingface.cloud/v2";
/// The same for the catalog of Inference Endpoints.
pub const DEFAULT_CATALOG: &str = "https://endpoints.huggingface.co/api/v1/catalog";
/// The same for the dataset viewer.
pub const DEFAULT_DATASETS_SERVER: &str = "https://datasets-server.huggingface.co";
/// The same for the router of Inference Providers.
pub const DEFAULT_ROUTER: &str = "https://router.huggingface.co";
/// The same for the server that extensions are installed from.
pub const DEFAULT_GITHUB: &str = "https://github.com";

/// The home of accounts that have none: nothing is made in the root of the file system for want of a home.
const NO_HOME: &str = "/nonexistent";

/// One variable: its name, what it is for, and how `hf env` shows it.
#[derive(Debug)]
pub struct Variable {
    pub name: &'static str,
    /// The value when the variable is unset, as text for people.
    pub default: &'static str,
    pub meaning: &'static str,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    Flag,
    Secret,
}

const fn text(name: &'static str, default: &'static str, meaning: &'static str) -> Variable {
    Variable { name, default, meaning, kind: Kind::Text }
}

const fn flag(name: &'static str, meaning: &'static str) -> Variable {
    Variable { name, default: "off", meaning, kind: Kind::Flag }
}

const fn secret(name: &'static str, meaning: &'static str) -> Variable {
    Variable { name, default: "", meaning, kind: Kind::Secret }
}

/// All of them, in the order in which they are documented.
pub const VARIABLES: &[Variable] = &[
    text("HF_ENDPOINT", DEFAULT_ENDPOINT, "Base URL of the Hub or a mirror"),
    text("HF_INFERENCE_ENDPOINTS_ENDPOINT", DEFAULT_ENDPOINTS, "Base URL of Inference Endpoints"),
    text("HF_INFERENCE_CATALOG_ENDPOINT", DEFAULT_CATALOG, "Base URL of the catalog of Inference Endpoints"),
    text("HF_DATASETS_SERVER_ENDPOINT", DEFAULT_DATASETS_SERVER, "Base URL of the dataset viewer"),
    text("HF_INFERENCE_ROUTER_ENDPOINT", DEFAULT_ROUTER, "Base URL of Inference Providers"),
    text("HF_GITHUB_ENDPOINT", DEFAULT_GITHUB, "GitHub, or a server of your own, to install extensions from"),
    text("HF_RELEASES_ENDPOINT", "", "Folder of releases of hf, for `hf update`: archives and SHA256SUMS"),
    flag("HUGGINGFACE_CO_STAGING", "Use the staging Hub; overrides HF_ENDPOINT"),
    secret("HF_TOKEN", "Access token; overrides the token file"),
    secret("HUGGING_FACE_HUB_TOKEN", "Older name of HF_TOKEN, read when HF_TOKEN is empty"),
    flag("HF_HUB_DISABLE_IMPLICIT_TOKEN", "Send no token unless --token is given"),
    text("HF_OIDC_RESOURCE", "", "Repo or account to get a short-lived token for, as a trusted publisher"),
    secret("HF_OIDC_ID_TOKEN", "OIDC identity to exchange for it; requested automatically in GitHub Actions"),
    text("GITHUB_ACTIONS", "", "Set to true by GitHub Actions"),
    text("ACTIONS_ID_TOKEN_REQUEST_URL", "", "Set by GitHub Actions: where to request the job's identity"),
    secret("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "Set by GitHub Actions: the token for that request"),
    text("HF_DEVICE_CODE_OAUTH_CLIENT_ID", "", "OAuth client ID for browser logins, for a self-hosted Hub"),
    text("HF_HOME", "~/.cache/huggingface", "Folder for the cache and the token files"),
    text("XDG_CACHE_HOME", "~/.cache", "Parent of the default HF_HOME"),
    text("XDG_CONFIG_HOME", "~/.config", "Parent of hf/config.toml, the configuration file"),
    text("HF_HUB_CACHE", "$HF_HOME/hub", "Folder for cached repos"),
    text("HUGGINGFACE_HUB_CACHE", "", "Older name of HF_HUB_CACHE"),
    text("HF_ASSETS_CACHE", "$HF_HOME/assets", "Folder for assets of other libraries"),
    text("HUGGINGFACE_ASSETS_CACHE", "", "Older name of HF_ASSETS_CACHE"),
    text("HF_XET_CACHE", "$HF_HOME/xet", "Folder for Xet data"),
    flag("HF_HUB_DISABLE_XET", "Transfer large files over plain HTTP instead of Xet"),
    flag("HF_XET_HIGH_PERFORMANCE", "Let Xet use all available bandwidth, CPU and memory"),
    flag("HF_XET_HP", "Alias of HF_XET_HIGH_PERFORMANCE"),
    flag("HF_HUB_DISABLE_SHARED_BLOBS", "Do not share Xet content between cached repos"),
    text("HF_TOKEN_PATH", "$HF_HOME/token", "Token file; named tokens are stored next to it"),
    flag("HF_HUB_OFFLINE", "Work offline: send no requests, use the cache only"),
    flag("TRANSFORMERS_OFFLINE", "Older name of HF_HUB_OFFLINE"),
    text("HF_HUB_ETAG_TIMEOUT", "10", "Timeout for file metadata, in seconds"),
    text("HF_HUB_DOWNLOAD_TIMEOUT", "10", "Timeout for a stalled download connection, in seconds"),
    flag("HF_HUB_DISABLE_SYMLINKS", "Copy files in the cache instead of symlinking them"),
    flag("HF_HUB_DISABLE_SYMLINKS_WARNING", "Do not warn when the cache cannot use symlinks"),
    flag("HF_HUB_DISABLE_PROGRESS_BARS", "Force progress bars off (1) or on (0)"),
    flag("HF_HUB_DISABLE_UPDATE_CHECK", "Do not ask whether installed extensions have newer versions"),
    text("HF_HUB_USER_AGENT_ORIGIN", "", "Text to add to the user agent"),
    text("SSL_CERT_FILE", "", "Certificate file to trust instead of the system's"),
    text("SSL_CERT_DIR", "", "Certificate folder to trust instead of the system's"),
    text("REQUESTS_CA_BUNDLE", "", "Certificate file to trust in addition to the system's; Xet needs SSL_CERT_FILE"),
    text("CURL_CA_BUNDLE", "", "Alias of REQUESTS_CA_BUNDLE"),
    secret("HTTPS_PROXY", "Proxy for https URLs: http://, https://, socks5:// or socks5h://"),
    secret("HTTP_PROXY", "Proxy for http URLs"),
    secret("ALL_PROXY", "Proxy for all URLs"),
    text("NO_PROXY", "", "Comma-separated hosts to reach without a proxy"),
    text("HF_INFERENCE_ENDPOINT", "", "Base URL of hf-inference, for a server of your own"),
    text("HF_HUB_VERBOSITY", "", "debug is the same as HF_DEBUG=1; other words have no effect"),
    text("HUGGINGFACE_HUB_VERBOSITY", "", "Older name of HF_HUB_VERBOSITY"),
    flag("HF_HUB_DISABLE_TELEMETRY", "Accepted; nothing is ever sent"),
    flag("DO_NOT_TRACK", "Accepted; nothing is ever sent"),
    flag("HF_HUB_ENABLE_HF_TRANSFER", "Accepted; transfers are parallel anyway"),
    flag("HF_HUB_DISABLE_EXPERIMENTAL_WARNING", "Accepted; there are no such warnings"),
    text(
        "HF_HUB_LOCAL_DIR_AUTO_SYMLINK_THRESHOLD",
        "",
        "Accepted; --local-dir holds files, unless --link-mode says otherwise",
    ),
    secret("WEBHOOK_SECRET", "Secret that a server of webhooks expects"),
    flag("HF_DEBUG", "Show the full cause of errors"),
    text("AI_AGENT", "", "Name of the AI agent running the command; selects agent output"),
    text("AGENT", "", "Alias of AI_AGENT"),
    text("NO_COLOR", "", "Disable colours when set"),
    text("CLICOLOR_FORCE", "", "Force colours, also in pipes, unless 0"),
    text("HF_DUCKDB", "duckdb", "DuckDB's program, for `hf datasets sql`"),
    text("HF_EDITOR", "", "Editor for the texts of discussions; overrides VISUAL and EDITOR"),
    text("VISUAL", "", "Editor, if HF_EDITOR is not set"),
    text("EDITOR", if cfg!(windows) { "notepad" } else { "vi" }, "Editor, if neither HF_EDITOR nor VISUAL is set"),
    text("CLAUDE_CONFIG_DIR", "~/.claude", "Claude's folder, for `hf skills --global`"),
    text("COLUMNS", "", "Table width when there is no terminal"),
];

/// A set of variables: those of the process, or a test's. `Debug` shows none: some are secrets.
#[derive(Clone)]
pub struct Environment(HashMap<String, String>);

impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Environment(…)")
    }
}

impl Environment {
    /// The variables of this process. What is not Unicode is left out.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn of_process() -> Self {
        let variables = std::env::vars_os();
        let mut all: HashMap<String, String> =
            variables.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))).collect();
        // Without HOME the system knows where the user's folder is.
        let home = || std::env::home_dir().and_then(|home| home.into_os_string().into_string().ok());
        all.entry("HOME".to_owned()).or_insert_with(|| home().unwrap_or_default());
        Self(all)
    }

    /// For tests.
    pub fn from_pairs(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// The value of a variable; an empty one counts as unset.
    pub fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|value| !value.is_empty()).cloned()
    }

    /// The value of a variable, empty or not.
    pub(super) fn raw(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }

    /// `1`, `ON`, `YES` and `TRUE` in any case are true, everything else is false.
    pub fn flag(&self, name: &str) -> bool {
        self.0
            .get(name)
            .is_some_and(|value| ["1", "on", "yes", "true"].iter().any(|word| value.eq_ignore_ascii_case(word)))
    }

    pub(super) fn shown(&self, variable: &Variable) -> String {
        match (variable.kind, self.text(variable.name)) {
            (Kind::Flag, _) => if self.flag(variable.name) { "True" } else { "False" }.to_owned(),
            (_, None) => String::new(),
            (Kind::Secret, Some(_)) => "(set)".to_owned(),
            (Kind::Text, Some(value)) => without_secrets(&value),
        }
    }

    /// `~` and `$NAME` replaced in a path, as the Python client does for its folders.
    pub(super) fn expand(&self, path: &str) -> String {
        self.expand_variables(&self.expand_home(path))
    }

    /// A leading `~` replaced.
    pub fn expand_home(&self, path: &str) -> String {
        match path.strip_prefix('~') {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                self.text("HOME").unwrap_or_else(|| NO_HOME.to_owned()) + rest
            }
            _ => path.to_owned(),
        }
    }

    fn expand_variables(&self, path: &str) -> String {
        let mut expanded = String::new();
        let mut rest = path;
        while let Some(at) = rest.find('$') {
            expanded.push_str(&rest[..at]);
            let tail = &rest[at + 1..];
            let (name, after) = variable_name(tail);
            match self.0.get(name) {
                Some(value) if !name.is_empty() => expanded.push_str(value),
                // An unknown name stays as it was written.
                _ => expanded.push_str(&rest[at..rest.len() - after.len()]),
            }
            rest = after;
        }
        expanded + rest
    }
}

/// Splits `NAME/rest` or `{NAME}/rest` behind a dollar sign.
fn variable_name(text: &str) -> (&str, &str) {
    if let Some((name, after)) = text.strip_prefix('{').and_then(|braced| braced.split_once('}')) {
        return (name, after);
    }
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::{Environment, VARIABLES};

    #[test]
    fn paths_expand_home_and_variables_and_keep_unknown_names() {
        let environment = Environment::from_pairs(&[("HOME", "/home/ada"), ("DISK", "/mnt/d")]);
        assert_eq!(environment.expand("~/hf"), "/home/ada/hf");
        assert_eq!(environment.expand("$DISK/${DISK}/x"), "/mnt/d//mnt/d/x");
        assert_eq!(environment.expand("$NONE/x$"), "$NONE/x$");
        assert_eq!(environment.expand("~other/x"), "~other/x");
    }

    #[test]
    fn four_words_are_true_in_any_case() {
        for (word, expected) in [("1", true), ("True", true), ("ON", true), ("yes", true), ("2", false), ("", false)] {
            assert_eq!(Environment::from_pairs(&[("X", word)]).flag("X"), expected, "{word}");
        }
    }

    #[test]
    fn no_variable_is_listed_twice() {
        let mut names: Vec<_> = VARIABLES.iter().map(|variable| variable.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), VARIABLES.len());
    }
}
