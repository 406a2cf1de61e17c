//! Bodies that are as large as a file, with memory that is not: threads read and write, small channels carry the bytes.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use axum::body::{Body, Bytes};
use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::world::accounts::hex;

/// How many bytes are read from a file at once.
const CHUNK: u64 = 512 << 10;

/// A body of at most `length` bytes from a reader.
pub(crate) fn body_of(mut reader: impl Read + Send + 'static, length: u64) -> Body {
    let (sender, receiver) = mpsc::channel::<io::Result<Bytes>>(2);
    tokio::task::spawn_blocking(move || {
        let mut left = length;
        while left > 0 {
            let mut chunk = Vec::with_capacity(left.min(CHUNK) as usize);
            let piece = match (&mut reader).take(left.min(CHUNK)).read_to_end(&mut chunk) {
                Ok(0) => return,
                Ok(count) => {
                    left -= count as u64;
                    Ok(Bytes::from(chunk))
                }
                Err(error) => Err(error),
            };
            // A client that went away ends the reading.
            if sender.blocking_send(piece).is_err() {
                return;
            }
        }
    });
    Body::from_stream(stream::unfold(receiver, async |mut receiver| Some((receiver.recv().await?, receiver))))
}

/// A part of a file as a body.
pub(crate) fn body_of_file(path: &Path, start: u64, length: u64) -> io::Result<Body> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(start))?;
    Ok(body_of(file, length))
}

/// What arrived in a file.
pub(crate) struct Arrived {
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

/// Writes a body into a file from the byte `start` on and, if wanted, takes its SHA-256 on the way.
pub(crate) async fn store(body: Body, path: &Path, start: u64, hashed: bool) -> io::Result<Arrived> {
    let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    file.seek(SeekFrom::Start(start))?;
    let (sender, mut receiver) = mpsc::channel::<Bytes>(4);
    let writer = tokio::task::spawn_blocking(move || {
        let (mut bytes, mut hash) = (0, Sha256::new());
        while let Some(chunk) = receiver.blocking_recv() {
            file.write_all(&chunk)?;
            bytes += chunk.len() as u64;
            if hashed {
                hash.update(&chunk);
            }
        }
        Ok(Arrived { bytes, sha256: hex(&hash.finalize()) })
    });
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(io::Error::other)?;
        if sender.send(chunk).await.is_err() {
            break; // the writer failed and says why below
        }
    }
    drop(sender);
    writer.await.map_err(io::Error::other)?
}
