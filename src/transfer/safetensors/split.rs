//! Files of tensors made of others: as many as a plan has. All of them are written before the first takes its place, and
//! the index comes last.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Map, Value};

use super::error::TensorsError;
use super::place::local;
use crate::base::fs::{Temporary, create_folder, read_at, write_beside};
use crate::base::json::indented;
use crate::base::safetensors::header::{Tensor, laid_out, written};
use crate::base::safetensors::plan::{Pattern, Plan, TensorSize, divided};

/// Bytes that are copied at a time.
const PIECE: usize = 1 << 20;

/// The tensors of all files that are read.
#[derive(Debug)]
pub struct Input {
    tensors: BTreeMap<String, Source>,
}

#[derive(Debug, Clone)]
struct Source {
    path: PathBuf,
    tensor: Tensor,
    /// Where the tensor begins in its file.
    start: u64,
}

/// What is to be written.
#[derive(Debug, Clone)]
pub struct Split {
    pub folder: PathBuf,
    pub pattern: Pattern,
    pub plan: Plan,
    /// What is added to the metadata.
    pub metadata: Map<String, Value>,
}

impl Input {
    /// Reads the headers.
    ///
    /// # Errors
    /// A file cannot be read or is cut off, or two files have one tensor.
    pub fn read(files: &[PathBuf]) -> Result<Self, TensorsError> {
        let mut tensors: BTreeMap<String, Source> = BTreeMap::new();
        for path in files {
            let found = local(path)?;
            let file = path.display().to_string();
            let wrong = |source| TensorsError::Header { file: file.clone(), source };
            found.header.check_size(found.size.unwrap_or_default()).map_err(wrong)?;
            for tensor in found.header.tensors {
                let start = found.header.data_start + tensor.begin;
                let name = tensor.name.clone();
                if let Some(other) = tensors.insert(name.clone(), Source { path: path.clone(), tensor, start }) {
                    let (one, other) = (other.path.display().to_string(), path.display().to_string());
                    return Err(TensorsError::Double { tensor: name, one, other });
                }
            }
        }
        Ok(Self { tensors })
    }

    /// Leaves tensors out that have the content of another one, which stays. Returns for each the one that stays.
    ///
    /// # Errors
    /// One does not exist, or is the only one with its content.
    pub fn drop(&mut self, names: &[String]) -> Result<Map<String, Value>, TensorsError> {
        let mut dropped = Map::new();
        for name in names {
            let source = self.tensors.remove(name).ok_or_else(|| TensorsError::NoTensor(name.clone()))?;
            let stays = |other: &&Source| !names.contains(&other.tensor.name);
            let like =
                |other: &Source| other.tensor.dtype == source.tensor.dtype && other.tensor.shape == source.tensor.shape;
            let mut kept = None;
            for other in self.tensors.values().filter(stays).filter(|other| like(other)) {
                if same_content(&source, other)? {
                    kept = Some(other.tensor.name.clone());
                    break;
                }
            }
            let kept = kept.ok_or_else(|| TensorsError::NotDouble(name.clone()))?;
            dropped.insert(name.clone(), kept.into());
        }
        Ok(dropped)
    }

    /// Divides the tensors, in the order of their names, among files of at most so many bytes.
    pub fn plan(&self, most: u64, pattern: &Pattern) -> Plan {
        let sized = |source: &Source| TensorSize {
            name: source.tensor.name.clone(),
            bytes: source.tensor.bytes(),
            storage: None,
        };
        divided(&self.tensors.values().map(sized).collect::<Vec<_>>(), most, pattern)
    }
}

/// Writes the files of a plan, and its index. Files of an earlier plan with the same pattern go, but for those that are
/// read. Ends early once `interrupted`.
///
/// # Errors
/// Any [`TensorsError`]; the folder is as it was then, unless renaming failed half-way.
pub fn split(input: &Input, order: &Split, interrupted: &AtomicBool) -> Result<Vec<PathBuf>, TensorsError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| TensorsError::Write { path, source }
    };
    create_folder(&order.folder).map_err(failed(&order.folder))?;
    let is_read = |path: &Path| {
        let real = path.canonicalize().ok();
        real.is_some() && input.tensors.values().any(|source| source.path.canonicalize().ok() == real)
    };
    let targets: Vec<PathBuf> = order.plan.files.iter().map(|shard| order.folder.join(&shard.file)).collect();
    if let Some(target) = targets.iter().find(|target| is_read(target)) {
        return Err(TensorsError::Input(target.clone()));
    }
    let beside = Temporary::folder(&order.folder).map_err(failed(&order.folder))?;
    let is_sharded = order.plan.is_sharded();
    let mut metadata = Map::from_iter([("format".to_owned(), Value::from("pt"))]);
    if !is_sharded {
        metadata.extend(order.metadata.clone());
    }
    for shard in &order.plan.files {
        let sources = shard.tensors.iter().filter_map(|name| input.tensors.get(name)).collect::<Vec<_>>();
        write_file(&beside.path().join(&shard.file), &sources, &metadata, interrupted)?;
    }
    for (shard, target) in order.plan.files.iter().zip(&targets) {
        fs::rename(beside.path().join(&shard.file), target).map_err(failed(target))?;
    }
    let mut made = targets;
    if is_sharded {
        let index = order.folder.join(order.pattern.index());
        let text = indented(&order.plan.index(&order.metadata), 2).unwrap_or_default();
        write_beside(&index, text.as_bytes(), None).map_err(failed(&index))?;
        made.push(index);
    }
    for entry in fs::read_dir(&order.folder).map_err(failed(&order.folder))?.flatten() {
        let path = entry.path();
        let fits = entry.file_name().to_str().is_some_and(|name| order.pattern.fits(name));
        if fits && !made.contains(&path) && !is_read(&path) {
            fs::remove_file(&path).map_err(failed(&path))?;
        }
    }
    Ok(made)
}

fn write_file(
    path: &Path,
    sources: &[&Source],
    metadata: &Map<String, Value>,
    interrupted: &AtomicBool,
) -> Result<(), TensorsError> {
    let failed = |source| TensorsError::Write { path: path.to_owned(), source };
    let tensors = laid_out(sources.iter().map(|source| source.tensor.clone()).collect());
    let mut out = BufWriter::new(File::create(path).map_err(failed)?);
    out.write_all(&written(metadata, &tensors)).map_err(failed)?;
    for tensor in &tensors {
        let Some(source) = sources.iter().find(|source| source.tensor.name == tensor.name) else { continue };
        pieces(source, |piece| {
            if interrupted.load(Ordering::Relaxed) {
                return Err(TensorsError::Interrupted);
            }
            out.write_all(piece).map_err(failed)
        })?;
    }
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)
}

fn pieces(source: &Source, mut take: impl FnMut(&[u8]) -> Result<(), TensorsError>) -> Result<(), TensorsError> {
    let unreadable = |error| TensorsError::Local { path: source.path.clone(), source: error };
    let file = File::open(&source.path).map_err(unreadable)?;
    let (mut at, mut left) = (source.start, source.tensor.bytes());
    let mut buffer = vec![0; PIECE.min(usize::try_from(left).unwrap_or(PIECE))];
    while left > 0 {
        let piece = &mut buffer[..usize::try_from(left).unwrap_or(PIECE).min(PIECE)];
        read_at(&file, piece, at).map_err(unreadable)?;
        take(piece)?;
        (at, left) = (at + piece.len() as u64, left - piece.len() as u64);
    }
    Ok(())
}

fn same_content(one: &Source, other: &Source) -> Result<bool, TensorsError> {
    let unreadable = |error| TensorsError::Local { path: other.path.clone(), source: error };
    let file = File::open(&other.path).map_err(unreadable)?;
    let (mut at, mut is_same, mut buffer) = (other.start, true, vec![0; PIECE]);
    pieces(one, |piece| {
        if is_same {
            let theirs = &mut buffer[..piece.len()];
            read_at(&file, theirs, at).map_err(unreadable)?;
            is_same = theirs == piece;
            at += piece.len() as u64;
        }
        Ok(())
    })?;
    Ok(is_same)
}
