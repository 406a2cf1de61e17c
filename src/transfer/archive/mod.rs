//! Repos of the cache in one file, for machines without a network: a tar archive, packed with Zstandard or not.
//!
//! Its first entry, [`MANIFEST`], says what follows. The others lie as in the cache folder, so that any `tar` can unpack
//! them there: of each repo the contents, then listings and markers of absent files, then the links of snapshots, and
//! last the refs, which mean nothing before the rest is there. A content that another repo of the archive has already is
//! a hard link to it. Contents are checked against their hashes in both directions, and nothing is unpacked whose name
//! or target is not one of the cache's own, nor what contradicts the cache.

mod accept;
pub mod error;
#[cfg(test)]
mod fuzz;
mod manifest;
mod member;
mod meter;
mod pack;
mod read;
mod stream;
mod write;

use std::path::Path;

use crate::base::fs::free_bytes;
pub use error::ArchiveError;
pub use manifest::Manifest;
pub use pack::{Packed, PackedBlob, PackedRepo};
pub use read::{Imported, Importer};
pub use stream::Packing;
pub use write::{export, export_file};

/// A listing that is longer is not packed, for it could not be read: enough for a million files.
const LONGEST_LISTING: u64 = 128 << 20;

/// The name of the first entry.
pub const MANIFEST: &str = "hf-cache.json";

/// Before anything is written: whether a folder has room for so many bytes, as far as the system tells.
fn check_room(folder: &Path, needed: u64) -> Result<(), ArchiveError> {
    match free_bytes(folder) {
        Some(free) if needed > free => Err(ArchiveError::NoRoom { needed, free, target: folder.to_owned() }),
        _ => Ok(()),
    }
}
