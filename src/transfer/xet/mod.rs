//! Content that the Hub keeps in Xet storage, read by its hash and sent there. Behind one trait, so that nothing else knows the
//! library that speaks to the store, and so that `hf` can be built without it. Whoever reads checks what arrives:
//! the store's own client does not.

mod download;
mod engine;
mod error;
#[cfg(feature = "xet")]
mod session;
mod upload;

use std::collections::HashMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, Location};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use tokio::sync::{OnceCell, Semaphore};

use crate::api::{Hub, HubError};
pub use download::Reading;
use engine::{Door, Engine};
pub use engine::{Outgoing, Settings, Sha256, Stored};
pub use error::XetError;
pub use upload::Sending;

/// The store hands over and takes whole blocks of 16 to 64 MiB, which take a slow line longer than single bytes do.
const PATIENCE: u32 = 3;

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

    /// What the store calls the content of local files, in their order. Asks nobody.
    ///
    /// # Errors
    /// A file cannot be read.
    pub async fn hash(&self, files: Vec<PathBuf>) -> Result<Vec<String>, XetError> {
        caught(self.0.engine.hash(files)).await
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

/// What the library does with a store's answer: a panic on one that makes no sense is a failure like any other.
async fn caught<T>(work: impl Future<Output = Result<T, XetError>>) -> Result<T, XetError> {
    let outcome = AssertUnwindSafe(work).catch_unwind().await;
    outcome.unwrap_or_else(|_| Err(XetError::Engine("the store sent an invalid response".to_owned())))
}

/// Whether a panic there is one of the library's, which become errors here and need no other words.
pub fn is_caught(at: Option<&Location<'_>>) -> bool {
    at.is_some_and(|at| ["/xet-", "/hf-xet-"].iter().any(|name| at.file().contains(name)))
}

#[cfg(test)]
impl Xet {
    /// One that needs no token for this route.
    fn with_open_door(route: &str, engine: Box<dyn Engine>) -> Self {
        use reqwest::header::HeaderMap;

        use crate::api::xet_token::XetToken;
        use crate::base::secret::Secret;
        use crate::http::Http;
        use crate::http::client::Clients;
        use crate::http::proxy::Proxies;
        use crate::http::roots::Roots;
        let http = Http::new(Clients::new("test", &Roots::new(None), Proxies::default()).unwrap(), true, Arc::new(()));
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
