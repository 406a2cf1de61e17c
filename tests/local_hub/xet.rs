//! The Xet storage of a local Hub: Hugging Face's own test server behind an origin that is traced, has faults and asks
//! for tokens. What was brought here is copied to the store of large files when plain HTTP first asks for it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Mutex;

use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use xet::xet_session::{Sha256Policy, XetConfig, XetSessionBuilder};
use xet_client::cas_client::{LocalServer, LocalServerConfig};
use xet_runtime::core::XetContext;

use super::Server;
use super::world::blobs::sha256_of;
use super::world::repos::Content;
use super::world::{InXet, World, lock};

/// What the tokens of the store begin with; then comes what they allow.
pub const TOKEN_START: &str = "xet_demo_";

pub struct Store {
    /// The origin that clients know.
    pub url: String,
    /// The test server itself.
    inner_url: String,
    listener: Mutex<Option<TcpListener>>,
    client: reqwest::Client,
    runtime: Handle,
    _stop: oneshot::Sender<()>,
}

fn folder(world: &World) -> PathBuf {
    world.folder().join("xet")
}

impl Store {
    /// Starts the test server, empty or with what it kept.
    pub(crate) async fn start(world: &World) -> io::Result<Self> {
        // A second start in this process finds the provider installed already.
        drop(rustls::crypto::ring::default_provider().install_default());
        let (listener, inner) = (TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?);
        let url = |listener: &TcpListener| Ok::<_, io::Error>(format!("http://{}", listener.local_addr()?));
        let config =
            LocalServerConfig { data_directory: folder(world), in_memory: false, ..LocalServerConfig::default() };
        let context = XetContext::default().map_err(io::Error::other)?;
        let server = LocalServer::new(context, config).await.map_err(io::Error::other)?;
        let (stop, stopped) = oneshot::channel();
        let (url, inner_url) = (url(&listener)?, url(&inner)?);
        tokio::spawn(async move { server.serve_until_stopped(inner, stopped).await.unwrap() });
        let client = reqwest::Client::builder().no_proxy().build().map_err(io::Error::other)?;
        Ok(Self {
            url,
            inner_url,
            listener: Mutex::new(Some(listener)),
            client,
            runtime: Handle::current(),
            _stop: stop,
        })
    }

    /// Given once, to who serves it.
    pub(crate) fn listener(&self) -> TcpListener {
        lock(&self.listener).take().unwrap()
    }

    /// The same as [`Self::bring_all`], for a test's own thread.
    pub(crate) fn bring_all_now(&self, world: &World) {
        self.runtime.block_on(self.bring_all(world));
    }

    /// Brings large content into Xet storage that is not there yet.
    pub(crate) async fn bring_all(&self, world: &World) {
        let known = world.read(|state| state.xet.clone());
        let new: Vec<_> = world.blobs.all().into_iter().filter(|sha256| !known.contains_key(sha256)).collect();
        if new.is_empty() {
            return;
        }
        let scratch = tempfile::tempdir().unwrap();
        let config = XetConfig::default().with_config("telemetry.enabled", "false").unwrap();
        let session = XetSessionBuilder::new_with_config(config).with_cache_dir(scratch.path()).build().unwrap();
        let commit = session.new_upload_commit().unwrap().with_endpoint(&self.inner_url).build().await.unwrap();
        let mut brought = vec![];
        for sha256 in new {
            let file = commit.upload_from_path(world.blobs.path(&sha256), Sha256Policy::Compute).await.unwrap();
            let hash = file.finalize_ingestion().await.unwrap().xet_info.hash;
            let size = world.blobs.size(&sha256).unwrap();
            brought.push((sha256, InXet { hash, size }));
        }
        commit.commit().await.unwrap();
        world.update(|state| {
            state.name_as_in_xet(&brought);
            state.xet.extend(brought);
        });
    }

    /// Passes a request on to the test server.
    pub(crate) async fn pass(&self, request: Parts, body: Bytes) -> reqwest::Result<reqwest::Response> {
        let mut headers = request.headers;
        headers.remove(header::CONTENT_LENGTH);
        let address = format!("{}{}", self.inner_url, request.uri);
        // The host stays: the addresses in the answer are made from it, and lead here again.
        self.client.request(request.method, address).headers(headers).body(body).send().await
    }

    /// The content of a large file, for a test's own thread.
    pub(crate) fn content_now(&self, world: &World, sha256: &str) -> Option<Vec<u8>> {
        self.runtime.block_on(self.copy(world, sha256))?;
        fs::read(world.blobs.path(sha256)).ok()
    }

    /// The content with this Xet hash; none if it is not here.
    pub(crate) async fn content(&self, hash: &str) -> Option<Bytes> {
        let address = format!("{}/simulation/files/{hash}/data", self.inner_url);
        let answer = self.client.get(address).send().await.ok()?.error_for_status().ok()?;
        answer.bytes().await.ok()
    }

    /// Copies content to the store of large files, if it is here and not there. Gives its size; none if it is nowhere,
    /// or is not what its SHA-256 says.
    pub(crate) async fn copy(&self, world: &World, sha256: &str) -> Option<u64> {
        if let Some(size) = world.blobs.size(sha256) {
            return Some(size);
        }
        let InXet { hash, size } = world.read(|state| state.xet.get(sha256).cloned())?;
        let address = format!("{}/simulation/files/{hash}/data", self.inner_url);
        let mut answer = self.client.get(address).send().await.ok()?.error_for_status().ok()?;
        let path = world.blobs.new_file();
        let mut file = File::create(&path).unwrap();
        while let Some(piece) = answer.chunk().await.ok()? {
            file.write_all(&piece).unwrap();
        }
        if sha256_of(&path).unwrap() != sha256 {
            fs::remove_file(&path).unwrap();
            return None;
        }
        world.blobs.adopt(&path, sha256);
        Some(size)
    }
}

/// Notes the files of a shard that the test server has taken.
pub(crate) fn register(world: &World, shard: &[u8]) {
    world.update(|state| {
        for (sha256, file) in files_of(shard) {
            state.buckets.sizes.insert(file.hash.clone(), file.size);
            state.xet.extend(sha256.map(|sha256| (sha256, file)));
        }
    });
}

impl Server {
    /// The Xet hash of content that is in Xet storage.
    pub(crate) fn xet_hash(&self, content: &Content) -> Option<String> {
        let Content::Large { sha256, .. } = content else { return None };
        self.xet.as_ref()?;
        self.world.read(|state| state.xet.get(sha256).map(|known| known.hash.clone()))
    }

    /// The size of large content that plain HTTP can have now.
    pub(crate) async fn plain_size(&self, sha256: &str) -> Option<u64> {
        match &self.xet {
            Some(store) => store.copy(&self.world, sha256).await,
            None => self.world.blobs.size(sha256),
        }
    }
}

/// Whether a request carries a token that this store did not give.
pub(crate) fn carries_foreign_token(headers: &HeaderMap) -> bool {
    let own = format!("Bearer {TOKEN_START}");
    let value = headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    value.is_some_and(|value| !value.starts_with(&own))
}

/// The files of a shard, with the SHA-256 of those that have one. After a header of 48 bytes every file has a record of 48 bytes (hash, flags,
/// number of segments), its segments (each with its size), as many checks if the flags say so, and its SHA-256.
fn files_of(shard: &[u8]) -> Vec<(Option<String>, InXet)> {
    let mut records = shard.chunks_exact(48).skip(1);
    let mut files = vec![];
    while let Some(record) = records.next() {
        let (flags, segments) = (number(record, 32), number(record, 36) as usize);
        if record[..32] == [0xff; 32] {
            break;
        }
        let size = records.by_ref().take(segments).map(|segment| u64::from(number(segment, 36))).sum();
        if flags >> 31 == 1 && segments > 0 {
            records.nth(segments - 1);
        }
        let has_sha256 = flags >> 30 & 1 == 1;
        let sha256 = has_sha256.then(|| hash_text(&records.next().unwrap()[..32]));
        files.push((sha256, InXet { hash: hash_text(&record[..32]), size }));
    }
    files
}

fn number(record: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(record[at..at + 4].try_into().unwrap())
}

/// Hashes are shown as four numbers.
fn hash_text(bytes: &[u8]) -> String {
    bytes.chunks(8).map(|part| format!("{:016x}", u64::from_le_bytes(part.try_into().unwrap()))).collect()
}
