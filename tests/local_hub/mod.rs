//! The local Hub: a server on this machine that answers as the Hugging Face Hub does, for tests, demos and benchmarks.
//! Repositories are real git repositories. It shares no type with the product, so that a mistake cannot cancel itself out.
#![allow(dead_code, reason = "the test binary and the program each use their part")]
#![allow(clippy::unused_async, reason = "routes are async functions, whether they wait or not")]

use std::io;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

pub mod faults;
pub mod hostile;
pub mod last;
pub mod reply;
mod routes;
pub mod run;
mod server;
mod stream;
pub mod trace;
mod visit;
pub mod world;
mod xet;

use faults::{Fault, Faults};
use trace::{Origin, Seen, Trace};
use world::{World, seed};

/// What a world begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Seed {
    /// Accounts and the demo repositories
    Demo,
    /// Accounts only
    Empty,
}

/// How a local Hub is started.
#[derive(Clone)]
pub struct Options {
    /// 0: any free one.
    pub port: u16,
    /// Where the world is kept; None: in a temporary folder.
    pub folder: Option<PathBuf>,
    /// What a new world begins with.
    pub seed: Seed,
    /// How many entries a page of a list has.
    pub page_size: usize,
    /// LFS uploads of more bytes are sent in parts.
    pub multipart_above: u64,
    /// The size of a part in bytes.
    pub part_size: u64,
    /// Whether the parts of an upload are hashed once all are here. Object storage does not: its parts have checksums.
    pub hashes_uploads: bool,
    /// Whether requests are kept for tests to look at.
    pub traced: bool,
    /// Whether large content is kept in Xet storage too, and clients are told so.
    pub xet: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            folder: None,
            seed: Seed::Demo,
            page_size: 1000,
            multipart_above: 16 << 20,
            part_size: 8 << 20,
            hashes_uploads: true,
            traced: true,
            xet: false,
        }
    }
}

/// What every route sees.
pub(crate) struct Server {
    world: World,
    trace: Trace,
    faults: Faults,
    options: Options,
    hub_url: String,
    content_url: String,
    xet: Option<xet::Store>,
}

pub(crate) type App = Arc<Server>;

/// A running local Hub. It stops when this is dropped, and a test fails then if a request could not be answered.
pub struct Hub {
    app: App,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Starts a local Hub for a test.
pub fn serve(options: Options) -> Hub {
    start(options).unwrap()
}

/// Starts a local Hub on 127.0.0.1, on a thread of its own; fails if the port is taken.
pub fn start(options: Options) -> io::Result<Hub> {
    // What git has it wrote itself: to hash it again with every reading would be most of the work.
    git2::opts::strict_hash_verification(false);
    git2::opts::strict_object_creation(false);
    let (stop, stopped) = oneshot::channel();
    let (started, start) = mpsc::channel();
    let thread = thread::spawn(move || {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            started.send(begin(options).await).unwrap();
            // The sender says nothing; it is dropped when the Hub is.
            drop(stopped.await);
        });
        runtime.shutdown_timeout(Duration::from_secs(2));
    });
    match start.recv() {
        Ok(app) => Ok(Hub { app: app?, stop: Some(stop), thread: Some(thread) }),
        Err(_) => resume_unwind(thread.join().expect_err("it ended without a word")),
    }
}

async fn begin(options: Options) -> io::Result<App> {
    let hub = TcpListener::bind(("127.0.0.1", options.port)).await;
    let hub = hub.map_err(|error| io::Error::new(error.kind(), format!("port {}: {error}", options.port)))?;
    let content = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = |listener: &TcpListener| Ok::<_, io::Error>(format!("http://{}", listener.local_addr()?));
    let world = World::open(options.folder.as_deref());
    if world.is_new() {
        seed::accounts(&world);
        if options.seed == Seed::Demo {
            seed::demo(&world);
        }
    }
    let store = if options.xet { Some(xet::Store::start(&world).await?) } else { None };
    let app = Arc::new(Server {
        world,
        xet: store,
        trace: Trace::new(options.traced),
        faults: Faults::default(),
        hub_url: url(&hub)?,
        content_url: url(&content)?,
        options,
    });
    tokio::spawn(server::serve(hub, Origin::Hub, Arc::clone(&app)));
    tokio::spawn(server::serve(content, Origin::Content, Arc::clone(&app)));
    if let Some(store) = &app.xet {
        store.bring_all(&app.world).await;
        tokio::spawn(server::serve(store.listener(), Origin::Xet, Arc::clone(&app)));
    }
    Ok(app)
}

impl Hub {
    /// `http://127.0.0.1:PORT`: what goes into `HF_ENDPOINT`.
    pub fn endpoint(&self) -> &str {
        &self.app.hub_url
    }

    /// The second origin, where large content lies.
    pub fn content_endpoint(&self) -> &str {
        &self.app.content_url
    }

    /// The third origin, which keeps content in Xet storage, if this Hub has one.
    pub fn xet_endpoint(&self) -> Option<&str> {
        self.app.xet.as_ref().map(|store| store.url.as_str())
    }

    /// Brings large content that was committed behind the Hub's back into Xet storage.
    pub fn bring_to_xet(&self) {
        self.app.xet.as_ref().expect("this Hub has no Xet storage").bring_all_now(&self.app.world);
    }

    /// The content of a large file, wherever it is kept.
    pub fn large_content(&self, sha256: &str) -> Option<Vec<u8>> {
        match &self.app.xet {
            Some(store) => store.content_now(self.world(), sha256),
            None => std::fs::read(self.world().blobs.path(sha256)).ok(),
        }
    }

    /// The state, to arrange a test.
    pub fn world(&self) -> &World {
        &self.app.world
    }

    /// Every request so far, in the order they came.
    pub fn trace(&self) -> Vec<Seen> {
        self.app.trace.list()
    }

    /// The same as lines: `GET /api/whoami-v2 200`.
    pub fn requests(&self) -> Vec<String> {
        self.trace().iter().map(ToString::to_string).collect()
    }

    /// Empties the trace.
    pub fn forget(&self) {
        self.app.trace.forget();
    }

    /// Sets a fault.
    pub fn fault(&self, fault: Fault) {
        self.app.faults.add(fault);
    }

    pub fn clear_faults(&self) {
        self.app.faults.clear();
    }

    /// What the server could not answer properly: requests without a route, panics, a token at the second origin.
    /// A test that means to cause one takes it here.
    pub fn take_complaints(&self) -> Vec<String> {
        self.app.trace.take_complaints()
    }

    /// Fails if there is a complaint.
    pub fn verify(&self) {
        let complaints = self.take_complaints();
        assert!(complaints.is_empty(), "the local Hub complains:\n{}", complaints.join("\n"));
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && let Err(panic) = thread.join()
            && !thread::panicking()
        {
            resume_unwind(panic);
        }
        if !thread::panicking() {
            self.verify();
        }
    }
}
