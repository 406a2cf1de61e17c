//! Changes as the lines of a commit, in the order of the changes.

use std::collections::HashMap;

use super::change::{Change, NewContent};
use super::copies::{Copied, Copies};
use crate::transfer::upload::Ready;
use crate::transfer::upload::payload::CommitLine;

/// The lines. Files that are not among those `files` are unchanged.
pub(super) fn lines<'a>(changes: &'a [Change], files: &'a [Ready], copies: &'a Copies) -> Vec<CommitLine<'a>> {
    let files: HashMap<&str, &Ready> = files.iter().map(|file| (file.addition.path.as_str(), file)).collect();
    let mut lines = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        match change {
            Change::Add { path, content: NewContent::File(_) } => {
                lines.extend(files.get(path.as_str()).map(|file| CommitLine::File(file)));
            }
            Change::Add { path, content: NewContent::Uploaded(object) } => {
                lines.push(CommitLine::Large { path, oid: &object.oid, size: Some(object.size) });
            }
            Change::Delete { path } if path.ends_with('/') => lines.push(CommitLine::FolderDeletion(path)),
            Change::Delete { path } => lines.push(CommitLine::Deletion(path)),
            Change::Copy { .. } => lines.extend(copies.of(at).iter().map(copied)),
        }
    }
    lines
}

fn copied(copy: &Copied) -> CommitLine<'_> {
    match copy {
        Copied::Large { path, oid } => CommitLine::Large { path, oid, size: None },
        Copied::Small { path, content } => CommitLine::Small { path, content },
    }
}
