//! The content of local files: samples, hashes and streams of bytes, each from a file that must still be what it was
//! when the upload was planned.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::panic;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bytes::Bytes;
use futures_util::stream;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::UploadError;
use crate::base::fs::{LocalFile, Stamp};
use crate::base::sha::ContentHash;
use crate::http::request::Chunks;

/// What the Hub looks at to tell text from the rest.
pub(super) const SAMPLE_BYTES: usize = 512;
/// One piece of a stream. Divisible by three, so that pieces can be put into base64 one by one.
pub(super) const PIECE_BYTES: usize = 96 * 1024;
/// Pieces read ahead of who sends them.
const PIECES_AHEAD: usize = 2;

/// A local file as it was when the upload was planned.
#[derive(Debug, Clone)]
pub struct Source {
    pub local: PathBuf,
    /// Bytes that are uploaded.
    pub size: u64,
    pub stamp: Stamp,
    /// Whether writing to it since would have changed the stamp.
    pub is_settled: bool,
    /// Something else appends to the file: what is behind `size` is left for later.
    pub may_grow: bool,
}

impl Source {
    /// The file as it is now.
    ///
    /// # Errors
    /// [`UploadError::Unreadable`].
    pub fn of_file(path: &Path) -> Result<Self, UploadError> {
        let unreadable = |source| UploadError::Unreadable { path: path.to_owned(), source };
        let now = SystemTime::now();
        let metadata = fs::metadata(path).map_err(unreadable)?;
        let stamp = Stamp::of(&metadata).map_err(unreadable)?;
        let (size, is_settled) = (metadata.len(), stamp.is_settled(now));
        Ok(Self { local: path.to_owned(), size, stamp, is_settled, may_grow: false })
    }

    /// A file that was found in a folder.
    pub(in crate::transfer) fn of_listed(folder: &Path, file: &LocalFile) -> Self {
        let LocalFile { size, stamp, is_settled, .. } = *file;
        Self { local: folder.join(&file.path), size, stamp, is_settled, may_grow: false }
    }

    /// Whether the file is still the one that was planned.
    pub(in crate::transfer) fn check(&self) -> Result<(), UploadError> {
        self.look_again().map(drop)
    }

    /// The same, and what the file is like now: its owner or its name may be others.
    pub(super) fn look_again(&self) -> Result<Stamp, UploadError> {
        let Self { size, stamp, .. } = Self::of_file(&self.local)?;
        let is_same = size == self.size && stamp.is_of(&self.stamp);
        let has_grown = self.may_grow && size >= self.size && stamp.inode == self.stamp.inode;
        let is_usable = is_same || has_grown;
        if is_usable { Ok(stamp) } else { Err(UploadError::Changed { path: self.local.clone() }) }
    }

    /// The first bytes. Blocks.
    pub(super) fn sample(&self) -> Result<Vec<u8>, UploadError> {
        self.read(self.size.min(SAMPLE_BYTES as u64))
    }

    /// The whole content as text, what is no UTF-8 replaced. Blocks; for small files.
    pub(super) fn text(&self) -> Result<String, UploadError> {
        Ok(String::from_utf8_lossy(&self.read(self.size)?).into_owned())
    }

    /// A hash of the content. Blocks.
    pub(super) fn hash(&self, hash: ContentHash) -> Result<String, UploadError> {
        self.check()?;
        let digest = File::open(&self.local).and_then(|file| hash.of_reader(file.take(self.size)));
        let digest = digest.map_err(|source| self.unreadable(source))?;
        self.check()?;
        Ok(digest)
    }

    /// `length` bytes from `offset` on, handed over in pieces. Blocks.
    ///
    /// # Errors
    /// The file cannot be read, or is shorter; or nobody takes the pieces any more.
    pub(super) fn copy(
        &self,
        offset: u64,
        length: u64,
        mut take: impl FnMut(Bytes) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut file = File::open(&self.local)?;
        if offset > 0 {
            file.seek(SeekFrom::Start(offset))?;
        }
        let mut left = length;
        while left > 0 {
            let size = usize::try_from(left).map_or(PIECE_BYTES, |left| left.min(PIECE_BYTES));
            // Not `read_exact`, which wants a buffer that was filled with zeros first.
            let mut piece = Vec::with_capacity(size);
            file.by_ref().take(size as u64).read_to_end(&mut piece)?;
            if piece.len() < size {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            take(Bytes::from(piece))?;
            left -= size as u64;
        }
        Ok(())
    }

    fn read(&self, length: u64) -> Result<Vec<u8>, UploadError> {
        let mut content = Vec::new();
        let read = File::open(&self.local).and_then(|file| file.take(length).read_to_end(&mut content));
        read.map_err(|source| self.unreadable(source))?;
        Ok(content)
    }

    fn unreadable(&self, source: io::Error) -> UploadError {
        UploadError::Unreadable { path: self.local.clone(), source }
    }
}

/// Where a producer puts its pieces; waits while enough of them are ahead.
pub(super) struct Pieces(mpsc::Sender<io::Result<Bytes>>);

impl Pieces {
    /// # Errors
    /// Nobody takes them any more.
    pub(super) fn push(&self, piece: Bytes) -> io::Result<()> {
        self.0.blocking_send(Ok(piece)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// A stream of what `produce` pushes, which runs in a thread of its own. Its error ends the stream.
pub(super) fn produced(produce: impl FnOnce(&Pieces) -> io::Result<()> + Send + 'static) -> Chunks {
    let (sender, mut receiver) = mpsc::channel(PIECES_AHEAD);
    drop(spawn_blocking(move || {
        let pieces = Pieces(sender);
        if let Err(error) = produce(&pieces) {
            // If the reader is gone there is nobody to tell.
            drop(pieces.0.blocking_send(Err(error)));
        }
    }));
    Box::pin(stream::poll_fn(move |cx| receiver.poll_recv(cx)))
}

/// Runs what blocks where it blocks nobody, so that Ctrl-C is heard meanwhile.
pub(in crate::transfer) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) => panic::resume_unwind(error.into_panic()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use futures_util::TryStreamExt;

    use super::{PIECE_BYTES, Source, UploadError, produced};
    use crate::base::sha::ContentHash;

    fn file(content: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, content).unwrap();
        (folder, path)
    }

    #[test]
    fn a_file_that_was_written_to_is_noticed() {
        let (_folder, path) = file(b"one");
        let source = Source::of_file(&path).unwrap();
        source.check().unwrap();
        fs::write(&path, b"three").unwrap();
        assert!(matches!(source.check(), Err(UploadError::Changed { .. })));
        assert!(matches!(source.hash(ContentHash::sha256()), Err(UploadError::Changed { .. })));
    }

    #[test]
    fn a_file_that_may_grow_counts_up_to_its_planned_size() {
        let (_folder, path) = file(b"abc");
        let source = Source { may_grow: true, ..Source::of_file(&path).unwrap() };
        fs::write(&path, b"abcdef").unwrap();
        assert_eq!(source.text().unwrap(), "abc");
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(source.hash(ContentHash::sha256()).unwrap(), expected);
        fs::write(&path, b"ab").unwrap();
        assert!(source.check().is_err());
    }

    #[test]
    fn a_sample_is_the_beginning() {
        let (_folder, path) = file(&[7; 600]);
        assert_eq!(Source::of_file(&path).unwrap().sample().unwrap(), [7; 512]);
    }

    #[tokio::test]
    async fn a_slice_comes_in_pieces() {
        let content: Vec<u8> = (0..PIECE_BYTES * 2 + 10).map(|at| (at % 251) as u8).collect();
        let (_folder, path) = file(&content);
        let source = Source::of_file(&path).unwrap();
        let length = (content.len() - 5) as u64;
        let pieces: Vec<_> =
            produced(move |pieces| source.copy(5, length, |piece| pieces.push(piece))).try_collect().await.unwrap();
        assert_eq!(pieces.len(), 3);
        assert_eq!(pieces.concat(), content[5..]);
    }

    #[tokio::test]
    async fn a_file_that_shrank_ends_its_stream_with_an_error() {
        let (_folder, path) = file(b"abc");
        let source = Source::of_file(&path).unwrap();
        let chunks = produced(move |pieces| source.copy(0, 4, |piece| pieces.push(piece)));
        assert!(chunks.try_collect::<Vec<_>>().await.is_err());
    }
}
