//! What is to be done about one path that is at the source of a sync, at its destination, or at both. Pure.

use super::plan::{Action, Operation};

/// Clocks and file systems that differ by no more are taken to agree, in milliseconds.
const SLACK: f64 = 1000.0;

/// How two files of one path are told apart, and which are left alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules {
    /// Compare sizes alone.
    pub ignore_times: bool,
    /// Compare times alone.
    pub ignore_sizes: bool,
    /// Compare content where sizes are equal.
    pub checksum: bool,
    /// Create no files.
    pub existing: bool,
    /// Change no files that exist.
    pub ignore_existing: bool,
    /// Delete what the source does not have.
    pub delete: bool,
}

/// The direction of a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From a folder to a bucket.
    Up,
    /// From a bucket to a folder.
    Down,
}

/// A file at one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// Bytes.
    pub size: u64,
    /// Milliseconds since 1970.
    pub modified: f64,
}

/// What is known of one path.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pair {
    /// At the source.
    pub source: Option<Side>,
    /// At the destination.
    pub target: Option<Side>,
    /// Whether the content is the same; `None` if it was not looked at.
    pub is_same: Option<bool>,
}

impl Direction {
    fn action(self) -> Action {
        match self {
            Self::Up => Action::Upload,
            Self::Down => Action::Download,
        }
    }

    const fn source_newer(self) -> &'static str {
        match self {
            Self::Up => "local newer",
            Self::Down => "remote newer",
        }
    }

    const fn target_newer(self) -> &'static str {
        match self {
            Self::Up => "remote newer",
            Self::Down => "local newer",
        }
    }
}

impl Rules {
    /// The operation for a path; `None` if there is nothing to say about it.
    pub fn decide(&self, direction: Direction, path: String, pair: Pair) -> Option<Operation> {
        let (action, reason) = match (pair.source, pair.target) {
            (Some(_), None) if self.existing => (Action::Skip, "new file (--existing)"),
            (Some(_), None) => (direction.action(), "new file"),
            (Some(source), Some(target)) => match self.difference(direction, (source, target), pair.is_same) {
                Ok(reason) => (direction.action(), reason),
                Err(reason) => (Action::Skip, reason),
            },
            (None, Some(_)) if self.delete => (Action::Delete, "not in source (--delete)"),
            (None, _) => return None,
        };
        let (local, remote) = match direction {
            Direction::Up => (pair.source, pair.target),
            Direction::Down => (pair.target, pair.source),
        };
        let size = pair.source.or(pair.target).map_or(0, |side| side.size);
        Some(Operation {
            action,
            path,
            reason: reason.into(),
            size: Some(size),
            local_mtime: local.map(|side| super::plan::moment(side.modified)),
            remote_mtime: remote.map(|side| super::plan::moment(side.modified)),
        })
    }

    /// Why the file is to be transferred, or why it is not.
    fn difference(
        &self,
        direction: Direction,
        (source, target): (Side, Side),
        is_same: Option<bool>,
    ) -> Result<&'static str, &'static str> {
        let (differs, is_newer) = (source.size != target.size, source.modified - target.modified > SLACK);
        let is_older = target.modified - source.modified > SLACK;
        match self {
            Self { ignore_existing: true, .. } => Err("exists on receiver (--ignore-existing)"),
            Self { checksum: true, .. } if is_same == Some(true) => Err("same content (--checksum)"),
            Self { checksum: true, .. } if !differs => Ok("content differs"),
            Self { ignore_sizes: true, .. } if is_newer => Ok(direction.source_newer()),
            Self { ignore_sizes: true, .. } if is_older => Err(direction.target_newer()),
            Self { ignore_sizes: true, .. } => Err("same mtime"),
            _ if differs => Ok("size differs"),
            Self { ignore_times: true, .. } => Err("same size"),
            _ if is_newer => Ok(direction.source_newer()),
            _ => Err("identical"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Direction, Pair, Rules, Side};
    use crate::transfer::sync::plan::Action;

    const fn side(size: u64, modified: f64) -> Option<Side> {
        Some(Side { size, modified })
    }

    fn decide(rules: Rules, direction: Direction, source: Option<Side>, target: Option<Side>) -> (Action, String) {
        let operation = rules.decide(direction, "a".to_owned(), Pair { source, target, is_same: None });
        operation.map_or((Action::Skip, "nothing".to_owned()), |found| (found.action, found.reason.into_owned()))
    }

    #[test]
    fn content_decides_where_it_is_compared() {
        let rules = Rules { checksum: true, ..Rules::default() };
        let decide = |is_same, size| {
            let pair = Pair { source: side(5, 0.0), target: side(size, 9000.0), is_same };
            rules.decide(Direction::Up, "a".to_owned(), pair).unwrap().reason.into_owned()
        };
        assert_eq!(decide(Some(true), 5), "same content (--checksum)");
        assert_eq!(decide(Some(false), 5), "content differs");
        assert_eq!(decide(None, 6), "size differs");
    }

    #[test]
    fn a_path_is_decided_by_size_and_time() {
        let (old, new) = (side(5, 0.0), side(5, 1001.0));
        let (plain, up, down) = (Rules::default(), Direction::Up, Direction::Down);
        let times = Rules { ignore_times: true, ..plain };
        let sizes = Rules { ignore_sizes: true, ..plain };
        let delete = Rules { delete: true, ..plain };
        let (upload, download, skip) = (Action::Upload, Action::Download, Action::Skip);
        for (rules, direction, source, target, action, reason) in [
            (plain, up, old, None, upload, "new file"),
            (plain, down, old, None, download, "new file"),
            (Rules { existing: true, ..plain }, up, old, None, skip, "new file (--existing)"),
            (Rules { ignore_existing: true, ..plain }, up, new, old, skip, "exists on receiver (--ignore-existing)"),
            (plain, up, side(6, 0.0), new, upload, "size differs"),
            (plain, up, new, old, upload, "local newer"),
            (plain, down, new, old, download, "remote newer"),
            (plain, up, side(5, 1000.0), old, skip, "identical"),
            (plain, up, old, new, skip, "identical"),
            (times, up, new, old, skip, "same size"),
            (times, up, side(6, 0.0), old, upload, "size differs"),
            (sizes, up, side(6, 0.0), old, skip, "same mtime"),
            (sizes, up, side(6, 2000.0), old, upload, "local newer"),
            (sizes, up, old, new, skip, "remote newer"),
            (sizes, down, old, new, skip, "local newer"),
            (plain, up, None, old, skip, "nothing"),
            (delete, up, None, old, Action::Delete, "not in source (--delete)"),
        ] {
            assert_eq!(decide(rules, direction, source, target), (action, reason.to_owned()), "{reason}");
        }
    }
}
