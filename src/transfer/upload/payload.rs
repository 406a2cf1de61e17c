//! The body of a commit's request: lines of JSON, the content of small files put into base64 while they are sent.

use std::io;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use futures_util::StreamExt;

use super::content::{PIECE_BYTES, Pieces, Source, produced};
use super::hash_cache::Kind;
use super::known::Known;
use super::{Ready, UploadError};
use crate::api::HubError;
use crate::api::commits::{deletion_line, file_line, folder_deletion_line, lfs_line};
use crate::http::request::Body;
use crate::transfer::pace::Pace;

/// One piece of the body, about.
const TEXT_BYTES: usize = PIECE_BYTES;

/// What one line of a commit says. Paths are paths in the repo.
#[derive(Clone, Copy)]
pub(super) enum CommitLine<'a> {
    Deletion(&'a str),
    /// Its path ends in a slash.
    FolderDeletion(&'a str),
    File(&'a Ready),
    /// Content that is in the LFS store, by its SHA-256.
    Large {
        path: &'a str,
        oid: &'a str,
        size: Option<u64>,
    },
    /// Content that is in memory.
    Small {
        path: &'a str,
        content: &'a [u8],
    },
}

/// All lines of one commit.
pub(super) struct Payload {
    lines: Vec<Line>,
}

enum Line {
    Text(String),
    File { before: String, source: Source, after: String },
}

impl Payload {
    /// `header` is the first line, as [`header_line`] makes it.
    pub(super) fn new(header: String, changes: &[CommitLine<'_>]) -> Result<Arc<Self>, HubError> {
        let mut lines = vec![Line::Text(header)];
        for change in changes {
            lines.push(Line::of(change)?);
        }
        Ok(Arc::new(Self { lines }))
    }

    /// The body, readable as often as needed.
    pub(super) fn body(self: &Arc<Self>, pace: &Pace, known: &Arc<Known>) -> Body {
        let (payload, pace, known) = (Arc::clone(self), pace.clone(), Arc::clone(known));
        let open = move || {
            let (payload, known) = (Arc::clone(&payload), Arc::clone(&known));
            Ok(pace.clone().meter(produced(move |pieces| payload.write(pieces, &known))).boxed())
        };
        Body::Stream { length: self.length(), open: Arc::new(open), name: "the commit".to_owned() }
    }

    /// Whether all small files are still what they were planned to be.
    pub(super) fn check(&self) -> Result<(), UploadError> {
        self.lines.iter().try_for_each(|line| match line {
            Line::Text(_) => Ok(()),
            Line::File { source, .. } => source.check(),
        })
    }

    fn length(&self) -> u64 {
        let length = |line: &Line| match line {
            Line::Text(text) => text.len() as u64,
            Line::File { before, source, after } => (before.len() + after.len()) as u64 + source.size.div_ceil(3) * 4,
        };
        self.lines.iter().map(length).sum()
    }

    fn write(&self, pieces: &Pieces, known: &Known) -> io::Result<()> {
        let mut text = Text { waiting: String::with_capacity(TEXT_BYTES), pieces };
        for line in &self.lines {
            match line {
                Line::Text(line) => text.push(|waiting| waiting.push_str(line))?,
                Line::File { before, source, after } => {
                    text.push(|waiting| waiting.push_str(before))?;
                    let mut hash = Kind::GitBlob.hasher(source.size);
                    source.copy(0, source.size, |piece| {
                        hash.update(&piece);
                        text.push(|waiting| BASE64_STANDARD.encode_string(piece, waiting))
                    })?;
                    // Before the line is whole: a commit that breaks off here is none.
                    source.check().map_err(io::Error::other)?;
                    known.learn(source, Kind::GitBlob, &hash.finish());
                    text.push(|waiting| waiting.push_str(after))?;
                }
            }
        }
        text.flush()
    }
}

/// Puts what is short together: each piece costs a hand-over between threads.
struct Text<'a> {
    waiting: String,
    pieces: &'a Pieces,
}

impl Text<'_> {
    fn push(&mut self, write: impl FnOnce(&mut String)) -> io::Result<()> {
        write(&mut self.waiting);
        if self.waiting.len() < TEXT_BYTES { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> io::Result<()> {
        let full = std::mem::replace(&mut self.waiting, String::with_capacity(TEXT_BYTES));
        if full.is_empty() { Ok(()) } else { self.pieces.push(Bytes::from(full)) }
    }
}

impl Line {
    fn of(change: &CommitLine<'_>) -> Result<Self, HubError> {
        Ok(match change {
            CommitLine::Deletion(path) => Self::Text(deletion_line(path)?),
            CommitLine::FolderDeletion(path) => Self::Text(folder_deletion_line(path)?),
            CommitLine::Large { path, oid, size } => Self::Text(lfs_line(path, oid, *size)?),
            CommitLine::Small { path, content } => {
                let (before, after) = file_line(path)?;
                Self::Text(before + &BASE64_STANDARD.encode(content) + &after)
            }
            CommitLine::File(file) => Self::of_file(file)?,
        })
    }

    fn of_file(file: &Ready) -> Result<Self, HubError> {
        let (path, source) = (&file.addition.path, &file.addition.source);
        match &file.sha256 {
            Some(oid) => Ok(Self::Text(lfs_line(path, oid, Some(source.size))?)),
            None => {
                let (before, after) = file_line(path)?;
                Ok(Self::File { before, source: source.clone(), after })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;
    use futures_util::TryStreamExt;

    use super::super::content::PIECE_BYTES;
    use super::{CommitLine, Known, Payload, Ready, Source};
    use crate::api::commits::header_line;
    use crate::http::request::Body;
    use crate::transfer::pace::Pace;
    use crate::transfer::upload::Addition;

    fn nothing() -> Arc<Known> {
        Arc::new(Known::read(None, None))
    }

    #[tokio::test]
    async fn a_body_has_the_length_it_announces() {
        let folder = tempfile::tempdir().unwrap();
        let ready = |name: &str, size: usize, sha256: Option<&str>| {
            let path = folder.path().join(name);
            fs::write(&path, vec![9; size]).unwrap();
            let addition = Addition { path: name.to_owned(), source: Source::of_file(&path).unwrap() };
            Ready { addition, sha256: sha256.map(str::to_owned) }
        };
        let files = [ready("a", PIECE_BYTES + 1, None), ready("b", 0, None), ready("c", 5, Some("ab"))];
        let mut lines = vec![CommitLine::Deletion("old"), CommitLine::FolderDeletion("d/")];
        lines.push(CommitLine::Small { path: "s", content: b"hi" });
        lines.extend(files.iter().map(CommitLine::File));
        let payload = Payload::new(header_line("s", "", None).unwrap(), &lines).unwrap();
        let Body::Stream { length, open, .. } = payload.body(&Pace::unlimited(), &nothing()) else {
            panic!("not a stream")
        };
        for _ in 0..2 {
            let body = open().unwrap().try_collect::<Vec<_>>().await.unwrap().concat();
            assert_eq!(body.len() as u64, length);
            let keys: Vec<serde_json::Value> = body
                .split(|byte| *byte == b'\n')
                .filter(|line| !line.is_empty())
                .map(|line| serde_json::from_slice(line).unwrap())
                .collect();
            let names: Vec<_> = keys.iter().map(|line| line["key"].as_str().unwrap()).collect();
            assert_eq!(names, ["header", "deletedFile", "deletedFolder", "file", "file", "file", "lfsFile"]);
            assert_eq!(keys[3]["value"]["content"], "aGk=");
            let content = BASE64_STANDARD.decode(keys[4]["value"]["content"].as_str().unwrap()).unwrap();
            assert_eq!(content, vec![9; PIECE_BYTES + 1]);
        }
    }

    #[tokio::test]
    async fn a_file_that_changes_under_way_breaks_the_body_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "one").unwrap();
        let addition = Addition { path: "a".to_owned(), source: Source::of_file(&path).unwrap() };
        let file = Ready { addition, sha256: None };
        let payload = Payload::new(String::new(), &[CommitLine::File(&file)]).unwrap();
        fs::write(&path, "longer").unwrap();
        let Body::Stream { open, .. } = payload.body(&Pace::unlimited(), &nothing()) else { panic!("not a stream") };
        assert!(open().unwrap().try_collect::<Vec<_>>().await.is_err());
        assert!(payload.check().is_err());
    }
}
