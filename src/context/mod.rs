//! What a verb is handed: the output, the configuration, and what it makes from both when it asks. Nothing is opened
//! before it is needed.

mod account;
mod browser;
pub mod editor;
pub mod left_behind;
mod listing;
pub mod session;
mod transfer;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::api::Hub;
use crate::api::bearer::Bearer;
use crate::api::endpoints::Endpoints;
use crate::api::endpoints::catalog::Catalog;
use crate::api::github::GitHub;
use crate::api::inference::Inference;
use crate::api::releases::Releases;
use crate::api::service::Service;
use crate::api::subject::ServiceKind;
use crate::api::viewer::DatasetsServer;
use crate::args::cache_dir::CacheDirArg;
use crate::args::token::TokenArg;
use crate::auth::keyring::Keyring;
use crate::auth::renewal;
use crate::auth::resolve::{self, Found, Source};
use crate::base::secret::Secret;
use crate::base::time::now;
use crate::cache::{Cache, LinkMode};
use crate::config::{Config, ConfigFile};
use crate::http::client::Clients;
use crate::http::proxy::Proxies;
use crate::http::roots::{Bundle, Roots};
use crate::http::{Http, Listener};
use crate::output::{Out, quantity};
use crate::transfer::xet;
use left_behind::LeftBehind;
use session::Session;

/// How tokens of the Hub begin.
const HUB_TOKEN: &str = "hf_";

/// The token that requests were sent with.
#[derive(Debug, Clone)]
pub struct Used {
    pub source: Source,
    /// Whose it is, where that was asked.
    pub owner: Option<Owner>,
    /// The page where users make tokens and see what theirs may do.
    pub page: String,
}

impl Used {
    /// Whether the token may write anywhere, unless the Hub said that it may not.
    pub fn may_write(&self) -> bool {
        self.owner.as_ref().and_then(|owner| owner.role.as_deref()) != Some("read")
    }
}

/// Whose a token is.
#[derive(Debug, Clone)]
pub struct Owner {
    pub name: String,
    /// What the token may do, in the Hub's word.
    pub role: Option<String>,
}

/// The output and the configuration of one run.
pub struct Context {
    pub out: Out,
    pub config: Config,
    /// What stays behind if this run ends now.
    pub left_behind: LeftBehind,
    /// A token that a command named itself.
    named: OnceLock<Found>,
    owner: OnceLock<Owner>,
    session: OnceLock<Arc<Session>>,
    http: OnceLock<Http>,
    roots: Arc<Roots>,
    tree: Tree,
}

/// Builds the whole command tree. What is in it only the layers above know.
pub type Tree = fn() -> clap::Command;

impl Context {
    pub fn new(config: Config, out: Out, tree: Tree) -> Self {
        let bundle = config.ca_bundle.clone().map(|(variable, path)| Bundle { variable, path });
        let roots = Roots::new(bundle);
        Self {
            out,
            config,
            left_behind: LeftBehind::default(),
            named: OnceLock::new(),
            owner: OnceLock::new(),
            session: OnceLock::new(),
            http: OnceLock::new(),
            roots,
            tree,
        }
    }

    /// The whole command tree, built.
    pub fn tree(&self) -> clap::Command {
        let mut tree = (self.tree)();
        tree.build();
        tree
    }

    /// Whether a word is a command of its own.
    pub fn is_command(&self, word: &str) -> bool {
        (self.tree)().find_subcommand(word).is_some()
    }

    /// The Hub, spoken to with the token that the user's flag, variables and files give.
    pub fn hub(&self, flag: &TokenArg) -> Result<Hub> {
        Ok(Hub::with_bearer(self.http()?, self.config.services.hub.clone(), self.bearer(flag)?))
    }

    /// The server of a sandbox at its address, spoken to with the token of the Hub.
    pub fn sandbox_service(&self, base: &str, flag: &TokenArg) -> Result<Service> {
        Ok(Service::new(ServiceKind::Sandbox, self.http()?, base.to_owned(), self.bearer(flag)?))
    }

    /// The Hub, spoken to with this token or with none.
    pub fn hub_as(&self, found: Option<Found>) -> Result<Hub> {
        let token = found.map(|found| self.remember(found));
        Ok(Hub::new(self.http()?, self.config.services.hub.clone(), token))
    }

    /// Inference Endpoints, spoken to with the same token.
    pub fn endpoints(&self, flag: &TokenArg) -> Result<Endpoints> {
        Ok(Endpoints::new(self.http()?, self.config.services.endpoints.clone(), self.bearer(flag)?))
    }

    /// Models that answer, asked with the same token; a key of one's own goes to the provider or server alone. A key that
    /// is a token of the Hub's is used as such.
    pub fn inference(&self, flag: &TokenArg, key: Option<Secret>) -> Result<Inference> {
        let (http, services) = (self.http()?, &self.config.services);
        let (hub, key) = match key {
            Some(key) if key.expose().starts_with(HUB_TOKEN) => (Hub::new(http, services.hub.clone(), Some(key)), None),
            key => (Hub::with_bearer(http, services.hub.clone(), self.bearer(flag)?), key),
        };
        Ok(Inference::new(hub, services.router.clone(), services.endpoints.clone(), key))
    }

    /// The catalog of Inference Endpoints, spoken to with the same token.
    pub fn catalog(&self, flag: &TokenArg) -> Result<Catalog> {
        Ok(Catalog::new(self.http()?, self.config.services.catalog.clone(), self.bearer(flag)?))
    }

    /// GitHub, spoken to without any token.
    pub fn github(&self) -> Result<GitHub> {
        Ok(GitHub::new(&self.http()?, &self.config.services.github))
    }

    /// The folder of this program's releases, spoken to without any token.
    pub fn releases(&self, base: String) -> Result<Releases> {
        Ok(Releases::new(self.http()?, base))
    }

    /// The dataset viewer, spoken to with the same token.
    pub fn datasets_server(&self, flag: &TokenArg) -> Result<DatasetsServer> {
        Ok(DatasetsServer::new(self.http()?, self.config.services.datasets_server.clone(), self.bearer(flag)?))
    }

    /// What gives the requests to any service their token: the user's flag, variables and files.
    fn bearer(&self, flag: &TokenArg) -> Result<Arc<dyn Bearer>> {
        if let Some(token) = flag.given() {
            // A command may talk to several services.
            if self.named.get().is_none() {
                self.out.warning(
                    "a token on the command line stays in your shell history: prefer HF_TOKEN or `hf auth login`",
                );
            }
            return Ok(Arc::new(Some(self.remember(Found::lasting(token, Source::Flag)))));
        }
        if self.config.token.disable_implicit {
            return Ok(Arc::new(None));
        }
        Ok(self.session()?)
    }

    /// Remembers a token that a command named, to explain a refusal. A run that uses two tokens blames the first.
    fn remember(&self, found: Found) -> Secret {
        self.named.get_or_init(|| found.clone());
        found.into_token()
    }

    /// The token that commands use without `--token`, renewed if need be.
    pub async fn signed_in(&self) -> Result<Option<Found>> {
        if self.signing_in_waits() { Ok(self.session()?.found().await?) } else { self.stored_token() }
    }

    /// The same, as it is stored: valid unless [`Self::signing_in_waits`].
    pub fn stored_token(&self) -> Result<Option<Found>> {
        Ok(resolve::stored(&self.config)?)
    }

    /// Whether that token has to be asked for.
    pub fn signing_in_waits(&self) -> bool {
        self.config.trusted.is_some() || (!self.config.offline && self.may_be_renewed())
    }

    /// Asks no keyring: its index tells when a token ends.
    fn may_be_renewed(&self) -> bool {
        let paths = &self.config.paths;
        match resolve::in_file(&self.config) {
            _ if self.config.token.value.is_some() => false,
            Ok(None) => {
                let keyring = Keyring::read(&paths.keyring_tokens).ok();
                let ends = keyring.and_then(|keyring| keyring.active()?.1);
                ends.is_some_and(|ends| renewal::is_near(ends, now()))
            }
            Ok(Some(_)) => {
                let found = resolve::stored(&self.config).ok().flatten();
                found.is_some_and(|found| renewal::due(&found, now()).is_some())
            }
            Err(_) => false,
        }
    }

    /// The token that requests were sent with; `None` if they had none.
    pub fn used_token(&self) -> Option<Used> {
        let source = self.named.get().map(|found| &found.source).or_else(|| self.session.get()?.source());
        Some(Used { source: source?.clone(), owner: self.owner.get().cloned(), page: self.token_page() })
    }

    /// The page where users make tokens and see what theirs may do.
    pub fn token_page(&self) -> String {
        format!("{}/settings/tokens", self.config.shown_endpoint())
    }

    /// The cache of repos, or the folder that the user names in its place.
    pub fn cache(&self, folder: &CacheDirArg) -> Cache {
        // An absolute path: what is printed of its files must hold in any working folder.
        let absolute = |folder: &PathBuf| std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
        let root = folder.cache_dir.as_ref().map_or_else(|| self.config.paths.hub_cache.clone(), absolute);
        let xet = self.config.xet;
        Cache::new(root, self.config.disable_symlinks.then_some(LinkMode::Copy))
            .sharing(!xet.disable && !xet.disable_shared_blobs)
            .remembering(&self.config.paths.own)
    }

    /// How Xet is to be used for repos; `None` if it is switched off.
    pub fn xet(&self) -> Option<xet::Settings> {
        (!self.config.xet.disable && !self.config.offline).then(|| self.xet_settings())
    }

    /// How Xet is to be used for what is nowhere else, such as the content of buckets.
    pub fn xet_settings(&self) -> xet::Settings {
        xet::Settings {
            folder: self.config.paths.xet_cache.clone(),
            user_agent: self.user_agent(),
            high_performance: self.config.xet.high_performance,
            roots: Arc::clone(&self.roots),
        }
    }

    fn session(&self) -> Result<Arc<Session>> {
        if let Some(session) = self.session.get() {
            return Ok(Arc::clone(session));
        }
        let hub = Hub::new(self.http()?, self.config.services.hub.clone(), None);
        let session = || Arc::new(Session::new(self.config.clone(), self.out.clone(), hub));
        Ok(Arc::clone(self.session.get_or_init(session)))
    }

    /// The sender of requests, for those that go to servers of others.
    pub fn http(&self) -> Result<Http> {
        if let Some(http) = self.http.get() {
            return Ok(http.clone());
        }
        let proxies = Proxies::new(&self.config.proxies)?;
        let clients = Clients::new(&self.user_agent(), &self.roots, proxies).context("cannot set up TLS")?;
        let listener = Talk { out: self.out.clone(), debug: self.config.debug, topics: Mutex::default() };
        if let (true, Ok(ConfigFile { path: Some(path), .. })) =
            (self.config.services.is_hub_of_file, &self.config.file)
        {
            // A token is not sent to another Hub in silence.
            self.out.log(&format!("The Hub is {}, as '{}' says", self.config.shown_endpoint(), path.display()));
        }
        let http = || Http::new(clients, self.config.offline, Arc::new(listener));
        Ok(self.http.get_or_init(http).clone())
    }

    fn user_agent(&self) -> String {
        let own = format!("hf/{}; rust/{}", env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_RUST_VERSION"));
        match &self.config.user_agent_origin {
            Some(origin) => format!("{own}; origin/{origin}"),
            None => own,
        }
    }
}

/// Tells the user what the HTTP layer does on its own.
struct Talk {
    out: Out,
    debug: bool,
    /// Topics that the server has warned about already.
    topics: Mutex<Vec<String>>,
}

impl Listener for Talk {
    fn retrying(&self, attempt: u32, wait: Duration, cause: &str) {
        self.out.log(&format!("Retrying in {} (attempt {attempt}): {cause}", quantity::time(wait)));
    }

    fn warned(&self, topic: &str, message: &str) {
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        if !topics.iter().any(|known| known == topic) {
            topics.push(topic.to_owned());
            self.out.warning(message);
        }
    }

    fn sent(&self, line: &str) {
        if self.debug {
            self.out.log(line);
        }
    }
}
