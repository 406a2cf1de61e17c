//! Changes as lines of JSON, which programs write and read.

use serde::{Deserialize, Serialize};

use crate::api::lfs::LfsObject;
use crate::base::sha::is_lower_hex;
use crate::ids::argument::RepoArgument;
use crate::ids::revision::Revision;
use crate::transfer::upload::changes::{Change, CopySource, NewContent};

/// One line. Unknown fields are refused: a mistyped one would be a change that nobody meant.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OpLine {
    op: Op,
    path: String,
    /// A file of this machine to add, or a path in a repo to copy or to move.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repo: Option<String>,
    /// SHA-256 of content that was sent before.
    #[serde(skip_serializing_if = "Option::is_none")]
    oid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    uploaded: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Op {
    Add,
    Delete,
    Copy,
    Move,
}

/// Why a line is no change.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error("{0}")]
    Field(String),
}

/// The changes of all lines. Empty lines are skipped.
///
/// # Errors
/// The number of a line, counted from 1, and what is wrong with it.
pub fn read_lines(text: &str) -> Result<Vec<Change>, (usize, LineError)> {
    let mut changes = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |error| (at + 1, error);
        let line: OpLine = serde_json::from_str(line).map_err(|error| wrong(error.into()))?;
        changes.extend(line.changes().map_err(|error| wrong(LineError::Field(error)))?);
    }
    Ok(changes)
}

impl OpLine {
    /// The line of a change.
    pub fn of(change: &Change) -> Self {
        let line = |op| Self {
            op,
            path: change.path().to_owned(),
            from: None,
            revision: None,
            repo: None,
            oid: None,
            size: None,
            uploaded: false,
        };
        match change {
            Change::Add { content: NewContent::File(local), .. } => {
                Self { from: Some(local.display().to_string()), ..line(Op::Add) }
            }
            Change::Add { content: NewContent::Uploaded(object), .. } => {
                Self { oid: Some(object.oid.clone()), size: Some(object.size), uploaded: true, ..line(Op::Add) }
            }
            Change::Delete { .. } => line(Op::Delete),
            Change::Copy { from, .. } => Self {
                from: Some(from.path.clone()),
                revision: from.revision.as_ref().map(ToString::to_string),
                repo: from.repo.as_ref().map(|repo| format!("{}/{}", repo.kind().plural(), repo.id())),
                ..line(Op::Copy)
            },
        }
    }

    fn changes(self) -> Result<Vec<Change>, String> {
        let Self { op, path, .. } = &self;
        let path = path.clone();
        Ok(match op {
            Op::Add => vec![Change::Add { path, content: self.content()? }],
            Op::Delete => vec![Change::Delete { path }],
            Op::Copy => vec![Change::Copy { path, from: self.source()? }],
            Op::Move => {
                let from = self.source()?;
                if from.repo.is_some() || from.revision.is_some() {
                    return Err("a move has neither \"repo\" nor \"revision\"".to_owned());
                }
                let gone = from.path.clone();
                vec![Change::Copy { path, from }, Change::Delete { path: gone }]
            }
        })
    }

    fn content(self) -> Result<NewContent, String> {
        match (self.from, self.oid, self.size) {
            (Some(local), None, _) if local != "-" => Ok(NewContent::File(local.into())),
            (None, Some(oid), Some(size)) if oid.len() == 64 && is_lower_hex(&oid) => {
                Ok(NewContent::Uploaded(LfsObject { oid, size }))
            }
            _ => Err("an addition needs \"from\", a file, or a SHA-256 as \"oid\" and a \"size\"".to_owned()),
        }
    }

    fn source(self) -> Result<CopySource, String> {
        let path = self.from.filter(|path| !path.is_empty()).ok_or("\"from\" is missing")?;
        let repo = self.repo.map(|id| {
            let Ok(argument) = id.parse::<RepoArgument>();
            argument.resolve(None).map_err(|error| error.to_string())
        });
        let revision = self.revision.map(|name| name.parse::<Revision>().map_err(|error| error.to_string()));
        Ok(CopySource { repo: repo.transpose()?, revision: revision.transpose()?, path })
    }
}

#[cfg(test)]
mod tests {
    use super::{LineError, OpLine, read_lines};

    const LINES: &str = r#"{"op":"add","path":"a","from":"b"}
{"op":"add","path":"l","oid":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0,"uploaded":true}
{"op":"delete","path":"d/"}
{"op":"copy","path":"c","from":"x","revision":"v1","repo":"datasets/x/y"}
"#;

    #[test]
    fn lines_are_read_as_they_are_written() {
        let changes = read_lines(LINES).unwrap();
        let written: Vec<String> =
            changes.iter().map(|change| serde_json::to_string(&OpLine::of(change)).unwrap() + "\n").collect();
        assert_eq!(written.concat(), LINES);
    }

    #[test]
    fn a_move_is_a_copy_and_a_deletion() {
        let changes = read_lines(r#"{"op":"move","path":"new","from":"old"}"#).unwrap();
        assert_eq!(changes.iter().map(super::Change::path).collect::<Vec<_>>(), ["new", "old"]);
    }

    #[test]
    fn what_is_no_change_is_told_with_its_line() {
        for (line, says) in [
            ("{", "EOF"),
            (r#"{"op":"add","path":"a","form":"b"}"#, "unknown field `form`"),
            (r#"{"op":"grow","path":"a"}"#, "unknown variant `grow`"),
            (r#"{"op":"add","path":"a"}"#, "needs \"from\""),
            (r#"{"op":"add","path":"a","oid":"x","size":1}"#, "SHA-256"),
            (r#"{"op":"copy","path":"a"}"#, "\"from\" is missing"),
            (r#"{"op":"move","path":"a","from":"b","revision":"c"}"#, "neither"),
            (r#"{"op":"copy","path":"a","from":"b","repo":"a/b/c/d"}"#, "not a repo ID"),
        ] {
            let (number, error) = read_lines(&format!("\n{line}\n")).unwrap_err();
            let text = match error {
                LineError::Json(error) => error.to_string(),
                LineError::Field(text) => text,
            };
            assert!(number == 2 && text.contains(says), "{line}: {text}");
        }
    }
}
