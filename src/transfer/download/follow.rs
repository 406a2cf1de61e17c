//! The hash of a large file, computed behind the front of what is written. Knows nothing of requests.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use tokio::sync::watch;

use super::parts::BLOCK;
use crate::base::fs::read_at;
use crate::base::sha::ContentHash;

/// How much the hash reads at a time: little enough to stay in a core's own cache.
const READ_BYTES: usize = 256 * 1024;
/// How much is hashed before an end of the download is noticed, in bytes.
const AT_ONCE: u64 = 8 * BLOCK;
/// What arrives waits while the hash is further behind than this, in bytes. The download cannot end before the hash, so
/// nothing is lost; but the hash gets a core for itself, and finds in memory what it reads.
const FAR_BEHIND: u64 = 32 * BLOCK;

/// What the requests of a file tell the hash, and it them.
pub(super) struct Follower {
    /// Everything before this byte is written.
    front: watch::Sender<u64>,
    /// Everything before this byte is hashed. What an earlier run has written counts as hashed: reading it again is no
    /// reason to stop asking for the rest.
    hashed: watch::Sender<u64>,
    is_wanted: bool,
}

impl Follower {
    /// For a file that is written up to `front`. If no hash is wanted, nobody waits for it.
    pub(super) fn new(front: u64, is_wanted: bool) -> Self {
        let (front, hashed) = (watch::Sender::new(front), watch::Sender::new(front));
        Self { front, hashed, is_wanted }
    }

    /// Everything before this byte is written. Requests may tell that in any order.
    pub(super) fn advance(&self, front: u64) {
        raise(&self.front, front);
    }

    /// Waits while the hash has more to catch up with than it should. Gives whether that was so.
    pub(super) async fn wait(&self) -> bool {
        let front = *self.front.borrow();
        let is_near = |hashed: &u64| front <= hashed.saturating_add(FAR_BEHIND);
        if !self.is_wanted || is_near(&self.hashed.borrow()) {
            return false;
        }
        // The sender is here: it cannot be gone.
        drop(self.hashed.subscribe().wait_for(is_near).await);
        true
    }

    /// Hashes a file of so many bytes until all of it is written and hashed, in threads that may block.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) async fn run(&self, file: &Arc<File>, size: u64, mut hash: ContentHash) -> io::Result<String> {
        let mut front = self.front.subscribe();
        let mut at = 0;
        while at < size {
            let until = (*front.borrow_and_update()).min(at + AT_ONCE);
            if until == at {
                // The sender is here: it cannot be gone.
                drop(front.changed().await);
                continue;
            }
            let file = Arc::clone(file);
            let hashed = tokio::task::spawn_blocking(move || add(hash, &file, at..until)).await;
            hash = hashed.map_err(io::Error::other).flatten().inspect_err(|_| raise(&self.hashed, u64::MAX))?;
            at = until;
            raise(&self.hashed, at);
        }
        Ok(hash.finish())
    }
}

fn raise(number: &watch::Sender<u64>, to: u64) {
    number.send_if_modified(|known| {
        let is_news = to > *known;
        *known = to.max(*known);
        is_news
    });
}

/// Adds a run of the file to its hash. Blocks.
fn add(mut hash: ContentHash, file: &File, run: Range<u64>) -> io::Result<ContentHash> {
    let mut buffer = vec![0; READ_BYTES];
    let mut at = run.start;
    while at < run.end {
        let length = usize::try_from(run.end - at).unwrap_or(usize::MAX).min(READ_BYTES);
        read_at(file, &mut buffer[..length], at)?;
        hash.update(&buffer[..length]);
        at += length as u64;
    }
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Write;
    use std::sync::Arc;

    use super::{FAR_BEHIND, Follower};
    use crate::base::sha::ContentHash;

    #[tokio::test]
    async fn the_hash_is_that_of_the_file_in_whatever_order_its_parts_are_told_of() {
        let content: Vec<u8> = (0..3_000_000_u32).map(|number| (number % 251) as u8).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&content).unwrap();
        let size = content.len() as u64;
        let follower = Follower::new(0, true);
        follower.advance(size);
        follower.advance(5);
        let mut expected = ContentHash::sha256();
        expected.update(&content);
        let found = follower.run(&Arc::new(file), size, ContentHash::sha256()).await.unwrap();
        assert_eq!(found, expected.finish());
    }

    #[tokio::test]
    async fn who_is_far_ahead_of_the_hash_waits_for_it() {
        let size = FAR_BEHIND + 1;
        let file = tempfile::tempfile().unwrap();
        file.set_len(size).unwrap();
        let follower = Follower::new(0, true);
        assert!(!follower.wait().await);
        follower.advance(size);
        let file = Arc::new(file);
        let (waited, hashed) = tokio::join!(follower.wait(), follower.run(&file, size, ContentHash::sha256()));
        assert!(waited && hashed.is_ok());
        assert!(!follower.wait().await);
    }

    #[tokio::test]
    async fn nobody_waits_for_a_hash_that_failed_or_is_not_wanted() {
        let size = FAR_BEHIND + 1;
        let unwanted = Follower::new(0, false);
        unwanted.advance(size);
        assert!(!unwanted.wait().await);
        let follower = Follower::new(0, true);
        follower.advance(size);
        let shorter: Arc<File> = Arc::new(tempfile::tempfile().unwrap());
        assert!(follower.run(&shorter, size, ContentHash::sha256()).await.is_err());
        assert!(!follower.wait().await);
    }
}
