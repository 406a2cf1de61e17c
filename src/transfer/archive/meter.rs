//! Bounds what an archive's headers may take: their lengths come before anything is known of them, and a few packed
//! bytes can stand for gigabytes of a name.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use tar::Entry;

/// Between the content of one member and that of the next, in bytes: the longest name and target that a cache can
/// have, in each of the formats that tar knows, with room for what other programs note beside them.
const LONGEST_HEADERS: u64 = 128 << 10;
/// Contents are filled up to whole blocks.
const BLOCK: u64 = 512;

/// Reads up to a position that moves on with the members.
pub(super) struct Meter<R> {
    source: R,
    read: u64,
    limit: Limit,
}

/// How far a [`Meter`] reads.
#[derive(Clone)]
pub(super) struct Limit(Rc<Cell<u64>>);

/// The headers do not end where they should.
#[derive(Debug, thiserror::Error)]
#[error("a header is longer than {LONGEST_HEADERS} bytes")]
pub(super) struct LongHeader;

impl<R> Meter<R> {
    /// Allows the headers of the first member.
    pub(super) fn new(source: R) -> (Self, Limit) {
        let limit = Limit(Rc::new(Cell::new(LONGEST_HEADERS)));
        (Self { source, read: 0, limit: limit.clone() }, limit)
    }
}

impl Limit {
    /// Allows the content of a member, and the headers of the one behind it.
    pub(super) fn pass(&self, entry: &Entry<'_, impl Read>) {
        let end = entry.raw_file_position().saturating_add(entry.size());
        self.0.set(end.saturating_add(BLOCK + LONGEST_HEADERS));
    }
}

impl<R: Read> Read for Meter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.limit.0.get().saturating_sub(self.read)).unwrap_or(usize::MAX);
        if left == 0 && !buffer.is_empty() {
            return Err(io::Error::other(LongHeader));
        }
        let wanted = buffer.len().min(left);
        let count = self.source.read(&mut buffer[..wanted])?;
        self.read += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use tar::{Archive, Builder, Header};

    use super::{LONGEST_HEADERS, LongHeader, Meter};

    #[test]
    fn contents_may_be_long_and_headers_may_not() {
        let mut archive = Builder::new(Vec::new());
        for (name, length) in [("a", 1 << 20), ("b", 7), ("c", 1 << 20)] {
            let mut header = Header::new_gnu();
            header.set_size(length);
            archive.append_data(&mut header, name, io::repeat(0).take(length)).unwrap();
        }
        let mut header = Header::new_gnu();
        header.set_size(0);
        let long = "x".repeat(usize::try_from(LONGEST_HEADERS).unwrap());
        archive.append_data(&mut header, long, io::empty()).unwrap();
        let bytes = archive.into_inner().unwrap();
        let (meter, limit) = Meter::new(&bytes[..]);
        let mut archive = Archive::new(meter);
        let read: Vec<io::Result<u64>> =
            archive.entries().unwrap().map(|entry| entry.map(|entry| (limit.pass(&entry), entry.size()).1)).collect();
        let [Ok(_), Ok(7), Ok(_), Err(error)] = &read[..] else { panic!("{read:?}") };
        assert!(error.get_ref().is_some_and(|cause| cause.is::<LongHeader>()), "{error:?}");
    }
}
