//! The content store: large files by their SHA-256, and uploads on their way into it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::accounts::hex;

pub struct Blobs {
    objects: PathBuf,
    incoming: PathBuf,
    names: AtomicU64,
}

impl Blobs {
    pub(crate) fn new(folder: &Path) -> Self {
        Self { objects: folder.join("objects"), incoming: folder.join("incoming"), names: AtomicU64::new(0) }
    }

    /// Where the content with this SHA-256 lies, or would lie.
    pub fn path(&self, sha256: &str) -> PathBuf {
        self.objects.join(&sha256[..2]).join(&sha256[2..4]).join(sha256)
    }

    /// The size in bytes of stored content; None if it is not stored or the name is not a SHA-256.
    pub fn size(&self, sha256: &str) -> Option<u64> {
        let valid = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !valid {
            return None;
        }
        fs::metadata(self.path(sha256)).ok().map(|metadata| metadata.len())
    }

    /// Stores small content, for seeds and tests. Gives the SHA-256.
    pub fn put(&self, content: &[u8]) -> String {
        let sha256 = hex(&Sha256::digest(content));
        let beside = self.new_file();
        fs::write(&beside, content).unwrap();
        self.adopt(&beside, &sha256);
        sha256
    }

    /// Moves a finished file into the store.
    pub fn adopt(&self, file: &Path, sha256: &str) {
        let target = self.path(sha256);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::rename(file, target).unwrap();
    }

    /// The SHA-256 of everything that is stored.
    pub fn all(&self) -> Vec<String> {
        let below = |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
        let files = below(self.objects.clone()).flat_map(below).flat_map(below);
        files.map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect()
    }

    /// Forgets content, as if the storage had lost it.
    pub fn lose(&self, sha256: &str) {
        fs::remove_file(self.path(sha256)).unwrap();
    }

    /// A name for a file on its way in, used by nobody else.
    pub fn new_file(&self) -> PathBuf {
        let number = self.names.fetch_add(1, Ordering::Relaxed);
        self.incoming.join(format!("{}-{number}", std::process::id()))
    }

    /// The one file that all parts of a multipart upload are written into, each at its place.
    pub fn multipart(&self, sha256: &str) -> PathBuf {
        self.incoming.join(sha256)
    }

    pub fn start_multipart(&self, sha256: &str) {
        OpenOptions::new().create(true).append(true).open(self.multipart(sha256)).unwrap();
    }
}

/// The SHA-256 of a file, as hex digits.
pub fn sha256_of(file: &Path) -> io::Result<String> {
    let mut file = File::open(file)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(&buffer[..count]);
    }
}
