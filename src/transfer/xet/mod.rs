//! Content that the Hub keeps in Xet storage, read by its hash and sent there. Behind one trait, so that nothing else knows the
//! library that speaks to the store, and so that `hf` can be built without it. Whoever reads checks what arrives:
//! the store's own client does not.

mod download;
#[cfg(feature = "xet")]
mod session;
mod upload;

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use reqwest::header::HeaderMap;
use tokio::sync::{OnceCell, Semaphore};

use crate::api::error::RefusalKind;
use crate::api::xet_token::XetToken;
use crate::api::{Hub, HubError};
use crate::http::roots::Roots;

pub use download::Reading;
pub use upload::{Outgoing, Sending};

/// The store hands over and takes whole blocks of 16 to 64 MiB, which take a slow line longer than single bytes do.
const PATIENCE: u32 = 3;

/// How Xet is to be used.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the engine keeps what it remembers between runs.
    pub folder: PathBuf,
    /// How requests to the Hub name this program.
    pub user_agent: String,
    /// As much of the machine as it can use, instead of the caps on memory and connections.
    pub high_performance: bool,
    /// Whom the engine's connections trust: of these it knows the system's.
    pub roots: Arc<Roots>,
}

/// Why the store did not give or take what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum XetError {
    /// The Hub gives none.
    #[error("no token for Xet: {source}")]
    Token { source: Arc<HubError> },
    /// Nothing moved for so long.
    #[error("Xet moved nothing for {} s", .after.as_secs())]
    Stalled { after: Duration },
    /// The content ended too early.
    #[error("Xet sent less than it announced")]
    Short,
    /// What the library says.
    #[error("Xet failed: {0}")]
    Engine(String),
    /// A file that is sent.
    #[error("cannot read '{file}'")]
    Content { file: String, source: io::Error },
}

impl XetError {
    /// Whether the server gives out no tokens at all: it is a mirror, or older than Xet.
    pub fn is_unknown(&self) -> bool {
        let Self::Token { source } = self else { return false };
        source.refusal().is_some_and(|refusal| refusal.status.as_u16() == 404)
    }

    /// Whether the Hub does not let this account in, so that no other way leads to the content either.
    pub fn is_refusal(&self) -> bool {
        let Self::Token { source } = self else { return false };
        let kinds = [RefusalKind::Unauthorized, RefusalKind::Forbidden, RefusalKind::Gated, RefusalKind::Disabled];
        kinds.into_iter().any(|kind| source.is(kind))
    }
}

/// The way into the store for one revision of one repo.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "xet"), expect(dead_code, reason = "the engine alone goes through it"))]
pub(in crate::transfer) struct Door {
    /// The token route: it names the door, and gives a new token when this one is about to expire.
    pub route: String,
    pub renewal: HeaderMap,
    pub token: XetToken,
}

type Stream = BoxStream<'static, Result<Bytes, XetError>>;

/// Content that is sent to the store together.
pub(in crate::transfer) trait Writer: Send + Sync {
    /// Sends one file. Gives its SHA-256.
    fn write(&self, file: Outgoing) -> BoxFuture<'_, Result<String, XetError>>;

    /// How many bytes of all files the store has taken so far, or had before.
    fn taken(&self) -> u64;

    /// A number that changes whenever anything has got through, or the store has said that it works.
    fn signs(&self) -> u64;

    /// Waits until the store has everything, so that a commit may speak of it.
    fn close(&self) -> BoxFuture<'_, Result<(), XetError>>;

    /// Sends nothing more.
    fn stop(&self);
}

/// What speaks to the store.
pub(in crate::transfer) trait Engine: Send + Sync {
    /// How many files may be read at a time.
    fn files_at_once(&self) -> usize;

    /// A part of the content of this many bytes with this hash, in order.
    fn read<'a>(
        &'a self,
        door: &'a Door,
        content: (&'a str, u64),
        part: Range<u64>,
    ) -> BoxFuture<'a, Result<Stream, XetError>>;

    /// Begins to send.
    fn write<'a>(&'a self, door: &'a Door) -> BoxFuture<'a, Result<Box<dyn Writer>, XetError>>;
}

type Opened = OnceCell<Result<Door, Arc<HubError>>>;

/// The store as one run sees it. Cheap to clone; nothing is opened before it is needed.
#[derive(Clone)]
pub struct Xet(Arc<Shared>);

struct Shared {
    hub: Hub,
    engine: Box<dyn Engine>,
    /// One a token route. A token that was refused is not asked for again.
    doors: Mutex<HashMap<String, Arc<Opened>>>,
    readers: Arc<Semaphore>,
    /// The store gave or took something, so that a failure is one of a file.
    has_given: AtomicBool,
    is_given_up: AtomicBool,
}

impl fmt::Debug for Xet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Xet(…)")
    }
}

impl Xet {
    /// `None` if this program was built without Xet. Called within the runtime that is to do the work.
    pub fn new(hub: &Hub, settings: &Settings) -> Option<Self> {
        Some(Self::over(hub.clone(), engine(settings)?))
    }

    fn over(hub: Hub, engine: Box<dyn Engine>) -> Self {
        let readers = Arc::new(Semaphore::new(engine.files_at_once().max(1)));
        Self(Arc::new(Shared {
            hub,
            engine,
            doors: Mutex::default(),
            readers,
            has_given: AtomicBool::new(false),
            is_given_up: AtomicBool::new(false),
        }))
    }

    /// Whether it is worth asking: a store that has failed before it gave a byte is not asked again.
    pub fn is_worth_asking(&self) -> bool {
        !self.0.is_given_up.load(Ordering::Relaxed)
    }

    /// A file goes on without Xet. Gives whether that is news: not if the whole store was given up before.
    pub fn falls_back(&self) -> bool {
        if self.0.has_given.load(Ordering::Relaxed) {
            return true;
        }
        !self.0.is_given_up.swap(true, Ordering::Relaxed)
    }

    async fn door(&self, route: &str) -> Result<Door, XetError> {
        let cell = {
            let mut doors = self.0.doors.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(doors.entry(route.to_owned()).or_default())
        };
        let hub = &self.0.hub;
        let open = || async {
            let token = hub.xet_token(route).await.map_err(Arc::new)?;
            let renewal = hub.renewal_headers(route).await.map_err(Arc::new)?;
            Ok(Door { route: route.to_owned(), renewal, token })
        };
        let door = cell.get_or_init(open).await;
        door.clone().map_err(|source| XetError::Token { source })
    }
}

#[cfg(test)]
impl Xet {
    /// One that needs no token for this route.
    fn with_open_door(route: &str, engine: Box<dyn Engine>) -> Self {
        use crate::base::secret::Secret;
        use crate::http::Http;
        use crate::http::client::Clients;
        let http = Http::new(Clients::new("test", &Roots::new(None)).unwrap(), true, Arc::new(()));
        let xet = Self::over(Hub::new(http, "http://hub.example".to_owned(), None), engine);
        let token = XetToken { store_url: String::new(), token: Secret::parse("t").unwrap(), expires: 0 };
        let door = Door { route: route.to_owned(), renewal: HeaderMap::new(), token };
        xet.0.doors.lock().unwrap().insert(route.to_owned(), Arc::new(Ok(door).into()));
        xet
    }
}

#[cfg(feature = "xet")]
fn engine(settings: &Settings) -> Option<Box<dyn Engine>> {
    Some(Box::new(session::Session::new(settings)))
}

#[cfg(not(feature = "xet"))]
fn engine(_settings: &Settings) -> Option<Box<dyn Engine>> {
    None
}
