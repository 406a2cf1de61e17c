//! What is written down about a file in a folder of the user's, to the byte as the Python client does.

/// What is written down about a downloaded file.
#[derive(Debug, Clone, PartialEq)]
pub struct Metadata {
    /// The commit that it was last found to belong to.
    pub commit: String,
    /// Its entity tag.
    pub etag: String,
    /// When that was so, in seconds since 1970.
    pub timestamp: f64,
}

/// What the record of a file is worth.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// There is none, or there is no file.
    Absent,
    /// It could not be read, and was removed.
    Damaged,
    /// The file was written since: what it holds is unknown.
    Outdated,
    /// The file is as it was recorded.
    Current(Metadata),
}

impl Record {
    /// The record, if it is worth anything.
    pub fn current(self) -> Option<Metadata> {
        match self {
            Self::Current(metadata) => Some(metadata),
            Self::Absent | Self::Damaged | Self::Outdated => None,
        }
    }
}

/// Three lines: commit, tag, seconds. Anything may follow.
pub(super) fn parse(content: &[u8]) -> Option<Metadata> {
    let mut lines = str::from_utf8(content).ok()?.lines().map(str::trim);
    let (commit, etag) = (lines.next()?.to_owned(), lines.next()?.to_owned());
    Some(Metadata { commit, etag, timestamp: lines.next()?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::{Metadata, parse};

    #[test]
    fn a_record_is_read_as_python_reads_it() {
        let expected = Metadata { commit: "c".into(), etag: "e".into(), timestamp: 1.5 };
        assert_eq!(parse(b" c \r\ne\r\n 1.5 \r\nmore\n"), Some(expected));
        assert_eq!(parse(b"\xff\ne\n1.5\n"), None);
    }
}
