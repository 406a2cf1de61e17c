//! The Xet storage of a local Hub: Hugging Face's own test server behind an origin that is traced, has faults and asks
//! for tokens. Content is in the store of large files as well, which is what plain HTTP gets.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Mutex;

use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use xet::xet_session::{Sha256Policy, XetConfig, XetSessionBuilder};
use xet_client::cas_client::{LocalServer, LocalServerConfig};
use xet_runtime::core::XetContext;

use super::Server;
use super::world::accounts::hex;
use super::world::repos::Content;
use super::world::{World, lock};

/// How much of a file is held in memory when it is copied.
const PIECE: u64 = 8 << 20;

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
        let mut hashes = vec![];
        for sha256 in new {
            let file = commit.upload_from_path(world.blobs.path(&sha256), Sha256Policy::Compute).await.unwrap();
            hashes.push((sha256, file.finalize_ingestion().await.unwrap().xet_info.hash));
        }
        commit.commit().await.unwrap();
        world.update(|state| state.xet.extend(hashes));
    }

    /// Passes a request on to the test server.
    pub(crate) async fn pass(&self, request: Parts, body: Bytes) -> reqwest::Result<reqwest::Response> {
        let mut headers = request.headers;
        headers.remove(header::CONTENT_LENGTH);
        let address = format!("{}{}", self.inner_url, request.uri);
        // The host stays: the addresses in the answer are made from it, and lead here again.
        self.client.request(request.method, address).headers(headers).body(body).send().await
    }

    /// Notes the files of a shard that the test server has taken, and copies their content for plain HTTP. The error
    /// names a file that is not what its SHA-256 says.
    pub(crate) async fn register(&self, world: &World, shard: &[u8]) -> Result<(), String> {
        for (xet_hash, sha256) in files_of(shard) {
            if world.blobs.size(&sha256).is_none() {
                self.copy(world, &xet_hash, &sha256).await?;
            }
            world.update(|state| state.xet.insert(sha256, xet_hash));
        }
        Ok(())
    }

    async fn copy(&self, world: &World, xet_hash: &str, sha256: &str) -> Result<(), String> {
        let address = format!("{}/simulation/files/{xet_hash}", self.inner_url);
        let get = |what: &str| self.client.get(format!("{address}/{what}"));
        let path = world.blobs.new_file();
        let (mut file, mut hash, mut at) = (File::create(&path).unwrap(), Sha256::new(), 0);
        loop {
            let range = format!("bytes={at}-{}", at + PIECE - 1);
            let answer = get("data").header(header::RANGE, range).send().await.unwrap();
            if !answer.status().is_success() {
                break; // behind the end
            }
            let piece = answer.bytes().await.unwrap();
            file.write_all(&piece).unwrap();
            hash.update(&piece);
            at += piece.len() as u64;
            if (piece.len() as u64) < PIECE {
                break;
            }
        }
        if hex(&hash.finalize()) != sha256 {
            fs::remove_file(&path).unwrap();
            return Err(format!("the content of {xet_hash} does not have the SHA-256 {sha256}"));
        }
        world.blobs.adopt(&path, sha256);
        Ok(())
    }
}

impl Server {
    /// The Xet hash of content that is in Xet storage.
    pub(crate) fn xet_hash(&self, content: &Content) -> Option<String> {
        let Content::Large { sha256, .. } = content else { return None };
        self.xet.as_ref()?;
        self.world.read(|state| state.xet.get(sha256).cloned())
    }
}

/// Whether a request carries a token that this store did not give.
pub(crate) fn carries_foreign_token(headers: &HeaderMap) -> bool {
    let own = format!("Bearer {TOKEN_START}");
    let value = headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    value.is_some_and(|value| !value.starts_with(&own))
}

/// The Xet hashes of a shard's files with their SHA-256. After a header of 48 bytes every file has a record of 48 bytes
/// (hash, flags, number of segments), its segments, as many checks if the flags say so, and its SHA-256.
fn files_of(shard: &[u8]) -> Vec<(String, String)> {
    let mut records = shard.chunks_exact(48).skip(1);
    let mut files = vec![];
    while let Some(record) = records.next() {
        let number = |at: usize| u32::from_le_bytes(record[at..at + 4].try_into().unwrap());
        let (flags, segments) = (number(32), number(36) as usize);
        if record[..32] == [0xff; 32] {
            break;
        }
        let follow = if flags >> 31 == 1 { 2 * segments } else { segments };
        if follow > 0 {
            records.nth(follow - 1);
        }
        if flags >> 30 & 1 == 1 {
            let sha256 = records.next().unwrap();
            files.push((hash_text(&record[..32]), hash_text(&sha256[..32])));
        }
    }
    files
}

/// Hashes are shown as four numbers.
fn hash_text(bytes: &[u8]) -> String {
    bytes.chunks(8).map(|part| format!("{:016x}", u64::from_le_bytes(part.try_into().unwrap()))).collect()
}
