//! Where a file of tensors is, and its header, read with as few bytes as there are.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::TensorsError;
use crate::api::Hub;
use crate::base::safetensors::header::{self, Header, HeaderError, PREFIX};

/// Bytes that are asked for at first: most headers fit.
const FIRST: u64 = 100_000;

/// A file of tensors.
#[derive(Debug, Clone)]
pub enum Place {
    /// On this machine.
    Local(PathBuf),
    /// On the Hub, at the address of its content.
    Remote { url: String, path: String },
}

/// A header that was read.
#[derive(Debug, Clone)]
pub struct Found {
    pub header: Header,
    /// Bytes of the whole file, where that is known.
    pub size: Option<u64>,
}

impl Place {
    /// The header.
    ///
    /// # Errors
    /// The file cannot be read, or is not a file of tensors.
    pub async fn header(&self, hub: Option<&Hub>, patience: Duration) -> Result<Found, TensorsError> {
        match (self, hub) {
            (Self::Remote { url, path }, Some(hub)) => remote(hub, (url, path), patience).await,
            (Self::Remote { path, .. }, None) => Err(TensorsError::NoTensor(path.clone())),
            (Self::Local(path), _) => local(path),
        }
    }
}

fn of_file(file: &str) -> impl Fn(HeaderError) -> TensorsError + use<> {
    let file = file.to_owned();
    move |source| TensorsError::Header { file: file.clone(), source }
}

/// The header of a file of this machine.
///
/// # Errors
/// As [`Place::header`].
pub fn local(path: &Path) -> Result<Found, TensorsError> {
    let unreadable = |source| TensorsError::Local { path: path.to_owned(), source };
    let wrong = of_file(&path.display().to_string());
    let mut file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let mut first = Vec::new();
    (&mut file).take(PREFIX).read_to_end(&mut first).map_err(unreadable)?;
    let length = header::length(&first).map_err(&wrong)?;
    let mut json = Vec::new();
    file.take(length).read_to_end(&mut json).map_err(unreadable)?;
    let header = whole(&json, length).map_err(&wrong)?;
    Ok(Found { header, size: Some(size) })
}

async fn remote(hub: &Hub, (url, path): (&str, &str), patience: Duration) -> Result<Found, TensorsError> {
    let failed = |source| TensorsError::Hub { file: path.to_owned(), source };
    let wrong = of_file(path);
    let (mut bytes, size) = hub.file_range(url, 0..FIRST, patience).await.map_err(failed)?;
    let length = header::length(&bytes).map_err(&wrong)?;
    let known = bytes.len() as u64;
    if known < PREFIX + length && size.is_none_or(|size| size > known) {
        let (rest, _) = hub.file_range(url, known..PREFIX + length, patience).await.map_err(failed)?;
        bytes.extend(rest);
    }
    bytes.truncate(usize::try_from(PREFIX + length).unwrap_or(usize::MAX));
    let header = whole(bytes.get(PREFIX as usize..).unwrap_or_default(), length).map_err(&wrong)?;
    Ok(Found { header, size })
}

fn whole(json: &[u8], length: u64) -> Result<Header, HeaderError> {
    let found = json.len() as u64;
    if found < length { Err(HeaderError::Cut { expected: length, found }) } else { header::parse(json) }
}
