//! Which parts of a file are written, being fetched, or still to be asked for. Pure.
//!
//! A file is cut into blocks, which is how much a killed process may lose per connection. A request asks for a span of
//! many blocks: large ones first, smaller ones as the rest shrinks, so that all connections end at about the same time.

use std::ops::Range;

/// Bytes of a block.
pub(super) const BLOCK: u64 = 1024 * 1024;
/// Spans are no shorter, in blocks: a request costs a round trip.
const SHORTEST: usize = 4;
/// A file of fewer blocks is asked for at once.
const ONE_SPAN: usize = 8;
/// Nor longer: the hash follows the front of what is written, and the front waits for the slowest of the first spans.
const LONGEST: usize = 16;
/// The rest is divided among this many spans.
const SHARES: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    Open,
    Taken,
    Done,
}

/// The state of every block of one file.
#[derive(Debug)]
pub(super) struct Parts {
    size: u64,
    blocks: Vec<Block>,
    /// No block before this one is open.
    first_open: usize,
    open: usize,
    /// All blocks before this one are done.
    front: usize,
}

impl Parts {
    /// `done` is one a block.
    pub(super) fn new(size: u64, done: &[bool]) -> Self {
        let blocks: Vec<Block> = done.iter().map(|done| if *done { Block::Done } else { Block::Open }).collect();
        let open = blocks.iter().filter(|block| **block == Block::Open).count();
        let mut parts = Self { size, blocks, first_open: 0, open, front: 0 };
        parts.advance();
        parts
    }

    /// The next span to ask for, in bytes.
    pub(super) fn take(&mut self) -> Option<Range<u64>> {
        let start = (self.first_open..self.blocks.len()).find(|index| self.blocks[*index] == Block::Open)?;
        let shortest = if self.blocks.len() < ONE_SPAN { ONE_SPAN } else { SHORTEST };
        let wanted = (self.open / SHARES).clamp(shortest, LONGEST);
        let run = self.blocks[start..].iter().take(wanted).take_while(|block| **block == Block::Open).count();
        self.blocks[start..start + run].fill(Block::Taken);
        self.first_open = start + run;
        self.open -= run;
        Some(self.offset(start)..self.offset(start + run))
    }

    /// What is open, as long pieces, for a source that needs no spans. Nothing is taken.
    pub(super) fn gaps(&self) -> Vec<Range<u64>> {
        let edge = |index: &usize| *index == 0 || self.is_open_at(*index) != self.is_open_at(*index - 1);
        let edges: Vec<usize> = (0..self.blocks.len()).filter(edge).chain([self.blocks.len()]).collect();
        let runs = edges.windows(2).filter(|run| self.is_open_at(run[0]));
        runs.map(|run| self.offset(run[0])..self.offset(run[1])).collect()
    }

    fn is_open_at(&self, index: usize) -> bool {
        self.blocks[index] == Block::Open
    }

    /// The blocks that are complete now that everything from `start` (where a block begins) to `end` is written.
    pub(super) fn written(&mut self, start: u64, end: u64) -> Range<usize> {
        let first = Self::index(start);
        let last = if end == self.size { self.blocks.len() } else { Self::index(end) };
        self.open -= self.blocks[first..last].iter().filter(|block| **block == Block::Open).count();
        self.blocks[first..last].fill(Block::Done);
        self.advance();
        first..last
    }

    /// Everything before this many bytes is written.
    pub(super) fn front(&self) -> u64 {
        self.offset(self.front)
    }

    /// Bytes that are written.
    pub(super) fn done(&self) -> u64 {
        let blocks = self.blocks.iter().enumerate().filter(|(_, block)| **block == Block::Done);
        blocks.map(|(index, _)| self.offset(index + 1) - self.offset(index)).sum()
    }

    /// Whether there is anything left to ask for.
    pub(super) fn is_open(&self) -> bool {
        self.open > 0
    }

    fn advance(&mut self) {
        self.front += self.blocks[self.front..].iter().take_while(|block| **block == Block::Done).count();
    }

    fn offset(&self, index: usize) -> u64 {
        (index as u64 * BLOCK).min(self.size)
    }

    fn index(offset: u64) -> usize {
        usize::try_from(offset / BLOCK).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Parts};

    fn parts(blocks: u64) -> Parts {
        Parts::new(blocks * BLOCK, &vec![false; usize::try_from(blocks).unwrap()])
    }

    #[test]
    fn spans_cover_the_file_once_and_grow_shorter() {
        let mut parts = parts(1000);
        let spans: Vec<_> = std::iter::from_fn(|| parts.take()).collect();
        assert!(spans.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert_eq!((spans[0].start, spans.last().unwrap().end), (0, 1000 * BLOCK));
        assert!(spans[0].end > spans.last().unwrap().end - spans.last().unwrap().start);
        assert!(spans.len() < 90, "{}", spans.len());
    }

    #[test]
    fn the_last_block_may_be_short() {
        let mut parts = Parts::new(BLOCK + 5, &[false, false]);
        assert_eq!(parts.take(), Some(0..BLOCK + 5));
        assert_eq!(parts.written(0, BLOCK + 5), 0..2);
        assert_eq!((parts.front(), parts.done()), (BLOCK + 5, BLOCK + 5));
    }

    #[test]
    fn the_front_waits_for_the_gap() {
        let mut parts = parts(4);
        assert_eq!(parts.take(), Some(0..4 * BLOCK));
        parts.written(2 * BLOCK, 4 * BLOCK);
        assert_eq!((parts.front(), parts.done()), (0, 2 * BLOCK));
        parts.written(0, 2 * BLOCK);
        assert_eq!(parts.front(), 4 * BLOCK);
    }

    #[test]
    fn only_whole_blocks_are_written() {
        let mut parts = parts(4);
        parts.take();
        assert_eq!(parts.written(0, BLOCK + 7), 0..1);
        assert_eq!(parts.front(), BLOCK);
    }

    #[test]
    fn gaps_are_what_is_neither_written_nor_being_fetched() {
        let mut parts = Parts::new(5 * BLOCK + 1, &[false, true, false, false, true, false]);
        assert_eq!(parts.gaps(), [0..BLOCK, 2 * BLOCK..4 * BLOCK, 5 * BLOCK..5 * BLOCK + 1]);
        parts.written(2 * BLOCK, 3 * BLOCK + 7);
        assert_eq!(parts.gaps(), [0..BLOCK, 3 * BLOCK..4 * BLOCK, 5 * BLOCK..5 * BLOCK + 1]);
        assert_eq!(
            std::iter::from_fn(|| parts.take()).collect::<Vec<_>>(),
            [0..BLOCK, 3 * BLOCK..4 * BLOCK, 5 * BLOCK..5 * BLOCK + 1]
        );
        assert!(parts.gaps().is_empty() && !parts.is_open());
    }

    #[test]
    fn what_a_killed_run_wrote_is_not_asked_for_again() {
        let mut parts = Parts::new(4 * BLOCK, &[true, false, true, false]);
        assert_eq!(parts.front(), BLOCK);
        assert_eq!(parts.take(), Some(BLOCK..2 * BLOCK));
        assert_eq!(parts.take(), Some(3 * BLOCK..4 * BLOCK));
        assert_eq!(parts.take(), None);
    }
}
