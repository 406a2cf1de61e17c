//! A file of the store as a stream of bytes that does not wait for ever. Writes nothing.

use std::ops::Range;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use tokio::sync::OwnedSemaphorePermit;

use super::engine::{StoredContent, Stream};
use super::{PATIENCE, Xet, XetError, caught};
use crate::api::files::XetFile;

/// A part of a file that is being read.
pub struct Reading {
    xet: Xet,
    chunks: Stream,
    /// Bytes still to come.
    left: u64,
    patience: Duration,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Xet {
    /// Reads a part of a file of `size` bytes. `idle` is how long a connection may be silent.
    ///
    /// # Errors
    /// Any [`XetError`], here or from [`Reading::next`].
    pub async fn read(&self, file: &XetFile, size: u64, part: Range<u64>, idle: Duration) -> Result<Reading, XetError> {
        let permit = self.0.readers.clone().acquire_owned().await.ok();
        let door = self.door(&file.token_route).await?;
        let (left, patience) = (part.end - part.start, idle * PATIENCE);
        let content = StoredContent { hash: &file.hash, size };
        let opened = tokio::time::timeout(patience, caught(self.0.engine.read(&door, content, part))).await;
        let chunks = opened.map_err(|_| XetError::Stalled { after: patience })??;
        Ok(Reading { xet: self.clone(), chunks, left, patience, _permit: permit })
    }
}

impl Reading {
    /// The next bytes; `None` when all have come.
    ///
    /// # Errors
    /// [`XetError::Stalled`] if nothing comes for too long, [`XetError::Short`] if less comes than was asked for.
    pub async fn next(&mut self) -> Result<Option<Bytes>, XetError> {
        if self.left == 0 {
            return Ok(None);
        }
        let next = caught(async { self.chunks.next().await.transpose() });
        let chunk = tokio::time::timeout(self.patience, next).await;
        let chunk = chunk.map_err(|_| XetError::Stalled { after: self.patience })?;
        let mut chunk = chunk?.ok_or(XetError::Short)?;
        chunk.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
        self.left -= chunk.len() as u64;
        self.xet.0.has_given.store(true, Ordering::Relaxed);
        Ok(Some(chunk))
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;
    use std::path::PathBuf;
    use std::time::Duration;

    use bytes::Bytes;
    use futures_util::future::BoxFuture;
    use futures_util::{FutureExt, StreamExt, stream};

    use super::super::{Xet, XetError};
    use super::{StoredContent, Stream};
    use crate::api::files::XetFile;
    use crate::transfer::xet::engine::{Door, Engine, Writer};

    /// Gives these pieces and then nothing more, or ends. Panics at a piece that says so.
    struct Fake {
        pieces: Vec<&'static str>,
        ends: bool,
    }

    impl Engine for Fake {
        fn files_at_once(&self) -> usize {
            1
        }

        fn read<'a>(
            &'a self,
            _door: &'a Door,
            _content: StoredContent<'a>,
            _part: Range<u64>,
        ) -> BoxFuture<'a, Result<Stream, XetError>> {
            let piece = |piece| if piece == "panic" { panic!("a hostile answer") } else { Ok(Bytes::from(piece)) };
            let pieces = stream::iter(self.pieces.clone()).map(piece);
            let stream: Stream = if self.ends { pieces.boxed() } else { pieces.chain(stream::pending()).boxed() };
            async { Ok(stream) }.boxed()
        }

        fn hash(&self, _files: Vec<PathBuf>) -> BoxFuture<'_, Result<Vec<String>, XetError>> {
            async { Ok(Vec::new()) }.boxed()
        }

        fn write<'a>(&'a self, _door: &'a Door) -> BoxFuture<'a, Result<Box<dyn Writer>, XetError>> {
            async { Err(XetError::Engine("only read from".to_owned())) }.boxed()
        }
    }

    const ROUTE: &str = "http://hub.example/token";

    async fn read(pieces: &[&'static str], ends: bool, part: Range<u64>) -> (Xet, Result<String, XetError>) {
        let xet = Xet::with_open_door(ROUTE, Box::new(Fake { pieces: pieces.to_vec(), ends }));
        let file = XetFile { hash: "ab".to_owned(), token_route: ROUTE.to_owned() };
        let mut text = String::new();
        let outcome = async {
            let mut reading = xet.read(&file, 9, part, Duration::from_secs(10)).await?;
            while let Some(chunk) = reading.next().await? {
                text += str::from_utf8(&chunk).unwrap();
            }
            Ok(())
        };
        let outcome = outcome.await;
        (xet, outcome.map(|()| text))
    }

    #[tokio::test]
    async fn what_comes_beyond_the_part_is_left_out() {
        assert_eq!(read(&["abc", "def"], true, 2..7).await.1.unwrap(), "abcde");
    }

    #[tokio::test]
    async fn a_panic_of_the_library_is_an_error() {
        let (xet, outcome) = read(&["abc", "panic"], true, 0..9).await;
        assert!(matches!(outcome, Err(XetError::Engine(_))), "{outcome:?}");
        assert!(xet.falls_back());
    }

    #[tokio::test]
    async fn an_early_end_is_an_error() {
        assert!(matches!(read(&["abc"], true, 0..9).await.1, Err(XetError::Short)));
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_an_error_after_a_while() {
        let (xet, outcome) = read(&["abc"], false, 0..9).await;
        assert!(matches!(outcome, Err(XetError::Stalled { after }) if after == Duration::from_secs(30)));
        assert!(xet.falls_back() && xet.is_worth_asking(), "it gave something: other files may go well");
    }

    #[tokio::test(start_paused = true)]
    async fn a_store_that_never_gave_a_byte_is_given_up() {
        let (xet, outcome) = read(&[], false, 0..9).await;
        assert!(outcome.is_err() && xet.is_worth_asking());
        assert!(xet.falls_back(), "the first file tells");
        assert!(!xet.falls_back() && !xet.is_worth_asking(), "the others just go");
    }
}
