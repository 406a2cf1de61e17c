//! How many files go into one commit of a folder: as many as the Hub commits within its time limits, found by trying.
//! Pure; the numbers are the Python client's.

use std::time::Duration;

const SCALE: [usize; 10] = [20, 50, 75, 100, 125, 200, 250, 400, 600, 1000];
const START: usize = 6;
/// A commit that takes longer is followed by smaller ones.
const GOOD_DURATION: Duration = Duration::from_secs(40);
/// Bytes of small files, which travel in the commit itself.
const MOST_REGULAR_BYTES: u64 = 100 * 1024 * 1024;
/// What is ready for so long is committed, however little it is.
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

/// The size of the next commit.
#[derive(Debug)]
pub(super) struct CommitSize {
    step: usize,
    /// All files go into one commit, until that has failed.
    is_whole: bool,
}

/// The commit that is being filled.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fill {
    pub files: usize,
    pub regular_bytes: u64,
    pub age: Duration,
}

impl CommitSize {
    /// For a folder that becomes several commits.
    pub(super) fn in_parts() -> Self {
        Self { step: START, is_whole: false }
    }

    /// For a folder that becomes one commit if the Hub can cope with it.
    pub(super) fn whole() -> Self {
        Self { step: START, is_whole: true }
    }

    /// Files in the next commit.
    fn target(&self) -> usize {
        SCALE[self.step]
    }

    /// Whether nothing more goes into a commit.
    pub(super) fn is_full(&self, fill: Fill) -> bool {
        if self.is_whole {
            return false;
        }
        let is_large = fill.files >= self.target() || fill.regular_bytes >= MOST_REGULAR_BYTES;
        is_large || (fill.files > 0 && fill.age > LONGEST_WAIT)
    }

    /// A commit was made. Only a full one says that more would fit.
    pub(super) fn succeeded(&mut self, took: Duration, files: usize) {
        if took > GOOD_DURATION {
            self.step = self.step.saturating_sub(1);
        } else if files >= self.target() {
            self.step = (self.step + 1).min(SCALE.len() - 1);
        }
    }

    /// A commit failed. How many files to try next of so many, or `None` when they were few already.
    pub(super) fn failed(&mut self, files: usize) -> Option<usize> {
        self.step = self.step.saturating_sub(1);
        self.is_whole = false;
        // At most half, or the same commit would be tried again.
        (files > SCALE[0]).then(|| self.target().min(files.div_ceil(2)).max(SCALE[0]))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{CommitSize, Fill, MOST_REGULAR_BYTES};

    const FAST: Duration = Duration::from_secs(1);
    const SLOW: Duration = Duration::from_secs(41);

    #[test]
    fn full_commits_that_are_fast_make_larger_ones() {
        let mut size = CommitSize::in_parts();
        assert_eq!(size.target(), 250);
        size.succeeded(FAST, 249);
        assert_eq!(size.target(), 250);
        for expected in [400, 600, 1000, 1000] {
            size.succeeded(FAST, size.target());
            assert_eq!(size.target(), expected);
        }
    }

    #[test]
    fn slow_commits_make_smaller_ones() {
        let mut size = CommitSize::in_parts();
        for expected in [200, 125, 100, 75, 50, 20, 20] {
            size.succeeded(SLOW, 10);
            assert_eq!(size.target(), expected);
        }
    }

    #[test]
    fn a_failed_commit_is_split_until_it_is_small() {
        let mut size = CommitSize::in_parts();
        assert_eq!(size.failed(250), Some(125));
        assert_eq!(size.failed(60), Some(30));
        assert_eq!(size.failed(21), Some(20));
        assert_eq!(size.failed(20), None);
    }

    #[test]
    fn a_whole_folder_is_split_only_once_it_was_too_much() {
        let mut size = CommitSize::whole();
        let fill = Fill { files: 9000, regular_bytes: MOST_REGULAR_BYTES, age: Duration::from_secs(301) };
        assert!(!size.is_full(fill));
        assert_eq!(size.failed(9000), Some(200));
        assert!(size.is_full(Fill { files: 200, ..Fill::default() }));
    }

    #[test]
    fn a_commit_is_full_by_files_by_bytes_or_by_age() {
        let size = CommitSize::in_parts();
        let fill = Fill { files: 1, ..Fill::default() };
        assert!(!size.is_full(fill));
        assert!(size.is_full(Fill { files: 250, ..fill }));
        assert!(size.is_full(Fill { regular_bytes: MOST_REGULAR_BYTES, ..fill }));
        assert!(size.is_full(Fill { age: Duration::from_secs(301), ..fill }));
        assert!(!size.is_full(Fill { files: 0, age: Duration::from_secs(301), ..fill }));
    }
}
