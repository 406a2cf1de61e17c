//! The engine: Hugging Face's own Xet library, set up for a command line. One session a process and one group a token
//! route, as opening a group reads the system's certificates anew.

use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use reqwest::header::{HeaderMap, HeaderValue, USER_AGENT};
use tokio::sync::Mutex;
use xet::legacy::hash_files_async;
use xet::xet_session::{
    Sha256Policy, XetConfig, XetDownloadStream, XetDownloadStreamGroup, XetFileInfo, XetSession, XetSessionBuilder,
    XetUploadCommit,
};

use xet_runtime::core::XetContext;

use super::engine::{Door, Engine, Outgoing, Settings, Sha256, Stored, StoredContent, Stream, Writer};
use super::error::XetError;
use crate::http::roots::{Bundle, Roots};

/// What is sent behind our own name, as the Python client does.
const USER_AGENT_SUFFIX: &str = "; hf_xet/1.8.0";

/// What we would have otherwise than the library; the user's `HF_XET_*` variables win over these.
const PREFERENCES: &[(&str, &str)] = &[
    // Memory: the library takes a share of the machine's.
    ("reconstruction.download_buffer_size", "64mb"),
    ("reconstruction.download_buffer_perfile_size", "8mb"),
    ("reconstruction.download_buffer_limit", "128mb"),
    // Small files wait for answers, not for bytes; what they keep in memory is bounded above for all together.
    ("data.max_concurrent_file_downloads", "16"),
    // Smaller blocks come sooner, which is how a stall is told from a slow line.
    ("reconstruction.min_reconstruction_fetch_size", "16mb"),
    ("reconstruction.max_reconstruction_fetch_size", "64mb"),
    ("reconstruction.min_prefetch_buffer", "256mb"),
    // As many blocks of 64 MiB may be in memory at a time, beside the one that is being filled.
    ("client.ac_max_upload_concurrency", "3"),
    // A server that is down is reported after seconds instead of six minutes.
    ("client.connect_timeout", "10s"),
    ("client.retry_base_delay", "500ms"),
    ("client.retry_max_attempts", "3"),
    ("client.retry_max_duration", "60s"),
];

/// For hashing alone, where the library clears a block of memory for each file, however small that is.
const BLOCK_OF_HASHING: (&str, &str) = ("data.ingestion_block_size", "256kb");

/// The library, opened when it is first needed.
pub(super) struct Session {
    config: XetConfig,
    folder: PathBuf,
    roots: Arc<Roots>,
    headers: HeaderMap,
    session: OnceLock<XetSession>,
    hashing: OnceLock<XetContext>,
    readers: Mutex<HashMap<String, XetDownloadStreamGroup>>,
}

impl Session {
    pub(super) fn new(settings: &Settings) -> Self {
        let name = HeaderValue::from_str(&format!("{}{USER_AGENT_SUFFIX}", settings.user_agent));
        Self {
            config: config(settings.high_performance),
            folder: settings.folder.clone(),
            roots: Arc::clone(&settings.roots),
            headers: name.into_iter().map(|name| (USER_AGENT, name)).collect(),
            session: OnceLock::new(),
            hashing: OnceLock::new(),
            readers: Mutex::default(),
        }
    }

    fn session(&self) -> Result<&XetSession, XetError> {
        if let Some(session) = self.session.get() {
            return Ok(session);
        }
        self.check_trust()?;
        let builder = XetSessionBuilder::new_with_config(self.config.clone()).with_cache_dir(&self.folder);
        let session = builder.build().map_err(failed)?;
        Ok(self.session.get_or_init(|| session))
    }

    /// The library reads the system's certificates itself: it panics where there are none, and knows of no other.
    fn check_trust(&self) -> Result<(), XetError> {
        self.roots.check().map_err(|error| XetError::Engine(error.to_string()))?;
        match self.roots.bundle() {
            Some(Bundle { variable, path }) => {
                let path = path.display();
                Err(XetError::Engine(format!("Xet knows SSL_CERT_FILE in place of {variable}='{path}'")))
            }
            None => Ok(()),
        }
    }

    fn hashing(&self) -> Result<&XetContext, XetError> {
        if let Some(hashing) = self.hashing.get() {
            return Ok(hashing);
        }
        let hashing = XetContext::with_config(set(self.config.clone(), &BLOCK_OF_HASHING))
            .map_err(|error| XetError::Engine(error.to_string()))?;
        Ok(self.hashing.get_or_init(|| hashing))
    }

    async fn reader(&self, door: &Door) -> Result<XetDownloadStreamGroup, XetError> {
        let mut readers = self.readers.lock().await;
        if let Some(reader) = readers.get(&door.route) {
            return Ok(reader.clone());
        }
        let builder = self.session()?.new_download_stream_group().map_err(failed)?;
        let builder = builder
            .with_endpoint(&door.token.store_url)
            .with_token_info(door.token.token.expose(), door.token.expires)
            .with_token_refresh_url(&door.route, door.renewal.clone())
            .with_custom_headers(self.headers.clone());
        let reader = builder.build().await.map_err(failed)?;
        readers.insert(door.route.clone(), reader.clone());
        Ok(reader)
    }
}

impl Engine for Session {
    fn files_at_once(&self) -> usize {
        self.config.data.max_concurrent_file_downloads
    }

    fn read<'a>(
        &'a self,
        door: &'a Door,
        StoredContent { hash, size }: StoredContent<'a>,
        part: Range<u64>,
    ) -> BoxFuture<'a, Result<Stream, XetError>> {
        async move {
            let reader = self.reader(door).await?;
            let info = XetFileInfo::new(hash.to_owned(), size);
            let stream = reader.download_stream(info, Some(part)).await.map_err(failed)?;
            Ok(stream::unfold(Open(stream), next).boxed())
        }
        .boxed()
    }

    fn hash(&self, files: Vec<PathBuf>) -> BoxFuture<'_, Result<Vec<String>, XetError>> {
        async move {
            let name = |file: PathBuf| {
                let name = file.into_os_string().into_string();
                name.map_err(|name| XetError::Engine(format!("the name of '{}' is not valid Unicode", name.display())))
            };
            let names = files.into_iter().map(name).collect::<Result<Vec<_>, _>>()?;
            let found = hash_files_async(self.hashing()?, names).await;
            let found = found.map_err(|error| XetError::Engine(error.to_string()))?;
            Ok(found.into_iter().map(|info| info.hash).collect())
        }
        .boxed()
    }

    fn write<'a>(&'a self, door: &'a Door) -> BoxFuture<'a, Result<Box<dyn Writer>, XetError>> {
        async move {
            let builder = self.session()?.new_upload_commit().map_err(failed)?;
            let builder = builder
                .with_endpoint(&door.token.store_url)
                .with_token_info(door.token.token.expose(), door.token.expires)
                .with_token_refresh_url(&door.route, door.renewal.clone())
                .with_custom_headers(self.headers.clone());
            let commit = builder.build().await.map_err(failed)?;
            Ok(Box::new(commit) as Box<dyn Writer>)
        }
        .boxed()
    }
}

impl Writer for XetUploadCommit {
    fn write(&self, file: Outgoing) -> BoxFuture<'_, Result<Stored, XetError>> {
        async move {
            let Outgoing { name, sha256, open, .. } = file;
            let is_unneeded = sha256 == Sha256::Unneeded;
            let policy = match sha256 {
                Sha256::Known(sha256) => Sha256Policy::from_hex(&sha256),
                Sha256::Wanted => Sha256Policy::Compute,
                Sha256::Unneeded => Sha256Policy::Skip,
            };
            let stream = self.upload_stream(Some(name.clone()), policy).await.map_err(failed)?;
            let mut pieces = open();
            while let Some(piece) = pieces.next().await {
                let piece = piece.map_err(|source| XetError::Content { file: name.clone(), source })?;
                stream.write(piece).await.map_err(failed)?;
            }
            let XetFileInfo { hash, sha256, .. } = stream.finish().await.map_err(failed)?.xet_info;
            if sha256.is_none() && !is_unneeded {
                return Err(XetError::Engine(format!("'{name}' was not hashed")));
            }
            Ok(Stored { hash, sha256 })
        }
        .boxed()
    }

    fn taken(&self) -> u64 {
        self.progress().total_bytes_completed
    }

    fn signs(&self) -> u64 {
        let report = self.progress();
        let examined = report.shard.map_or(0, |shard| shard.total_shard_validation_entries_completed);
        report.total_bytes_completed + report.total_transfer_bytes_completed + examined
    }

    fn stop(&self) {
        // What cannot be stopped comes to its end by itself.
        drop(self.abort());
    }

    fn close(&self) -> BoxFuture<'_, Result<(), XetError>> {
        async move { self.commit().await.map(drop).map_err(failed) }.boxed()
    }
}

/// A stream that goes on fetching until it is told to stop.
struct Open(XetDownloadStream);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

async fn next(mut open: Open) -> Option<(Result<Bytes, XetError>, Open)> {
    let chunk = open.0.next().await.map_err(failed).transpose()?;
    Some((chunk, open))
}

fn failed(error: xet::XetError) -> XetError {
    XetError::Engine(match error {
        xet::XetError::Network(words) | xet::XetError::ServerError(words) => words,
        error => error.to_string(),
    })
}

/// Our preferences, then those of high performance, then the user's variables. Nothing is reported to anybody.
fn config(high_performance: bool) -> XetConfig {
    let config = PREFERENCES.iter().fold(XetConfig::default(), set);
    let config = if high_performance { config.with_high_performance() } else { config };
    set(config.with_env_overrides(), &("telemetry.enabled", "false"))
}

fn set(config: XetConfig, (path, value): &(&str, &str)) -> XetConfig {
    config.clone().with_config(path, value).unwrap_or(config)
}

#[cfg(test)]
mod tests {
    use super::{BLOCK_OF_HASHING, PREFERENCES, XetConfig, config};

    #[test]
    fn the_library_knows_every_preference() {
        for (path, value) in PREFERENCES.iter().chain([&BLOCK_OF_HASHING]) {
            let known = XetConfig::default().with_config(path, value);
            assert!(known.is_ok(), "{path}");
            assert_ne!(known.unwrap().get(path).unwrap(), XetConfig::default().get(path).unwrap(), "{path}");
        }
    }

    #[test]
    fn nothing_is_reported_to_anybody() {
        assert!(!config(false).telemetry.enabled && !config(true).telemetry.enabled);
    }

    #[test]
    fn memory_and_connections_are_capped_unless_everything_may_be_used() {
        assert_eq!(config(false).reconstruction.download_buffer_limit.as_u64(), 128_000_000);
        assert!(config(true).client.ac_max_download_concurrency > config(false).client.ac_max_download_concurrency);
    }
}
