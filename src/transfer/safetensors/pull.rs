//! Some tensors of files on the Hub, in one file of this machine: only their bytes are fetched.

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use serde_json::{Map, Value};

use super::error::TensorsError;
use crate::api::{Hub, HubError};
use crate::base::fs::{Temporary, write_at};
use crate::base::safetensors::header::{Tensor, laid_out, written};
use crate::http::stream::next;
use crate::http::{HttpError, shown_url};

/// How often a connection may break.
const MOST_TRIES: usize = 5;

/// Tensors that stand next to one another in a file.
struct Run<'a> {
    url: &'a str,
    path: &'a str,
    tensors: Vec<&'a Tensor>,
    /// Where the first begins in the file.
    start: u64,
}

/// Fetches tensors, of each file those that are listed with where its tensors begin, and writes a file of them, which
/// appears whole. Returns the bytes of the tensors.
///
/// # Errors
/// Any [`TensorsError`].
pub async fn pull(
    hub: &Hub,
    files: &[(String, String, u64, Vec<Tensor>)],
    (target, metadata): (&Path, &Map<String, Value>),
    patience: Duration,
) -> Result<u64, TensorsError> {
    let failed = |source| TensorsError::Write { path: target.to_owned(), source };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = Temporary::file(folder, std::io::empty()).map_err(failed)?;
    let tensors = laid_out(files.iter().flat_map(|(.., tensors)| tensors.iter().cloned()).collect());
    let head = written(metadata, &tensors);
    let places: HashMap<&str, u64> =
        tensors.iter().map(|tensor| (tensor.name.as_str(), head.len() as u64 + tensor.begin)).collect();
    let file = File::options().write(true).open(beside.path()).map_err(failed)?;
    write_at(&file, &head, 0).map_err(failed)?;
    for run in files.iter().flat_map(|(url, path, start, tensors)| runs((url.as_str(), path.as_str()), *start, tensors))
    {
        let write = |name: &str, done: u64, bytes: &[u8]| {
            let place = places.get(name).copied().unwrap_or_default();
            write_at(&file, bytes, place + done).map_err(failed)
        };
        fetch(hub, &run, write, patience).await?;
    }
    file.sync_all().map_err(failed)?;
    fs::rename(beside.path(), target).map_err(failed)?;
    Ok(tensors.iter().map(Tensor::bytes).sum())
}

fn runs<'a>((url, path): (&'a str, &'a str), start: u64, tensors: &'a [Tensor]) -> Vec<Run<'a>> {
    let mut sorted: Vec<&Tensor> = tensors.iter().filter(|tensor| tensor.bytes() > 0).collect();
    sorted.sort_by_key(|tensor| tensor.begin);
    let mut runs: Vec<Run<'_>> = Vec::new();
    for tensor in sorted {
        match runs.last_mut() {
            Some(run) if run.tensors.last().is_some_and(|last| last.end == tensor.begin) => run.tensors.push(tensor),
            _ => runs.push(Run { url, path, tensors: vec![tensor], start: start + tensor.begin }),
        }
    }
    runs
}

async fn fetch(
    hub: &Hub,
    run: &Run<'_>,
    write: impl Fn(&str, u64, &[u8]) -> Result<(), TensorsError>,
    patience: Duration,
) -> Result<(), TensorsError> {
    let total: u64 = run.tensors.iter().map(|tensor| tensor.bytes()).sum();
    let failed = |source: HubError| TensorsError::Hub { file: run.path.to_owned(), source };
    let (mut done, mut tries) = (0, 0);
    while done < total {
        let part = run.start + done..run.start + total;
        let response = hub.file_content(run.url, part.start, Some(part.end), patience).await.map_err(failed)?;
        let url = shown_url(response.url().as_str());
        let mut skip = if response.status().as_u16() == 206 { 0 } else { part.start };
        let mut chunks = response.bytes_stream();
        let broken = loop {
            match next(&mut chunks, patience, &url).await {
                Ok(Some(chunk)) => {
                    let from = skip.min(chunk.len() as u64);
                    skip -= from;
                    let bytes = &chunk[usize::try_from(from).unwrap_or(chunk.len())..];
                    let bytes = &bytes[..bytes.len().min(usize::try_from(total - done).unwrap_or(usize::MAX))];
                    scatter(&run.tensors, done, bytes, &write)?;
                    done += bytes.len() as u64;
                }
                Ok(None) => break HttpError::Short { url },
                Err(error) => break error,
            }
            if done == total {
                return Ok(());
            }
        };
        tries += 1;
        if tries == MOST_TRIES {
            return Err(failed(broken.into()));
        }
    }
    Ok(())
}

/// Writes bytes that begin `done` bytes behind the first tensor, each to the tensor that it belongs to.
fn scatter(
    tensors: &[&Tensor],
    done: u64,
    mut bytes: &[u8],
    write: impl Fn(&str, u64, &[u8]) -> Result<(), TensorsError>,
) -> Result<(), TensorsError> {
    let Some(first) = tensors.first() else { return Ok(()) };
    let mut at = first.begin + done;
    for tensor in tensors.iter().filter(|tensor| tensor.end > first.begin + done) {
        if bytes.is_empty() {
            break;
        }
        let count = bytes.len().min(usize::try_from(tensor.end - at).unwrap_or(usize::MAX));
        let (own, rest) = bytes.split_at(count);
        write(&tensor.name, at - tensor.begin, own)?;
        (bytes, at) = (rest, at + own.len() as u64);
    }
    Ok(())
}
