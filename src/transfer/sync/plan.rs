//! What a sync will do, as a value and as a file of JSON lines, which is the Python client's to the byte.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::json;
use crate::base::moment::Moment;

/// All that one sync will do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// As it was typed.
    pub source: String,
    /// As it was typed.
    pub dest: String,
    /// When it was made.
    pub timestamp: Moment,
    /// By path.
    pub operations: Vec<Operation>,
}

/// What happens to one path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// What is done.
    pub action: Action,
    /// Relative to the folders that are synced.
    pub path: String,
    /// Why.
    #[serde(default)]
    pub reason: Cow<'static, str>,
    /// Bytes, of the source where it has the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// When the file of this machine was written.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "lenient")]
    pub local_mtime: Option<Moment>,
    /// When the file in the bucket was written.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "lenient")]
    pub remote_mtime: Option<Moment>,
}

/// What can be done about a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    Upload,
    Download,
    Delete,
    Skip,
}

/// How much a plan does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub uploads: usize,
    pub downloads: usize,
    pub deletes: usize,
    pub skips: usize,
    /// Bytes to be transferred.
    pub total_size: u64,
}

/// Why a file is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// Nothing is in it.
    #[error("the plan is empty")]
    Empty,
    /// The first line is another one.
    #[error("line 1 of the plan is not its header: expected \"type\": \"header\" with \"source\" and \"dest\"")]
    NoHeader,
    /// A line that cannot be understood.
    #[error("line {line} of the plan is not an operation")]
    Line { line: usize, source: serde_json::Error },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line {
    Header {
        source: String,
        dest: String,
        #[serde(deserialize_with = "lenient")]
        timestamp: Option<Moment>,
        #[serde(skip_deserializing)]
        summary: Summary,
    },
    Operation(Operation),
}

impl Plan {
    /// How much it does.
    pub fn summary(&self) -> Summary {
        self.operations.iter().fold(Summary::default(), |mut sum, operation| {
            match operation.action {
                Action::Upload => sum.uploads += 1,
                Action::Download => sum.downloads += 1,
                Action::Delete => sum.deletes += 1,
                Action::Skip => sum.skips += 1,
            }
            if matches!(operation.action, Action::Upload | Action::Download) {
                sum.total_size = sum.total_size.saturating_add(operation.size.unwrap_or(0));
            }
            sum
        })
    }

    /// Hands over the lines of the file, each with its end.
    ///
    /// # Errors
    /// Those of `take`.
    pub fn write(&self, mut take: impl FnMut(&str) -> std::io::Result<()>) -> std::io::Result<()> {
        let header = Line::Header {
            source: self.source.clone(),
            dest: self.dest.clone(),
            timestamp: Some(self.timestamp),
            summary: self.summary(),
        };
        take(&(json::line(&header)? + "\n"))?;
        for operation in &self.operations {
            take(&(json::line(&Line::Operation(operation.clone()))? + "\n"))?;
        }
        Ok(())
    }

    /// Reads the lines of a file. Operations that are not known are skipped.
    ///
    /// # Errors
    /// [`PlanError`].
    pub fn read(text: &str) -> Result<Self, PlanError> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let (_, first) = lines.next().ok_or(PlanError::Empty)?;
        let Ok(Line::Header { source, dest, timestamp, .. }) = serde_json::from_str(first) else {
            return Err(PlanError::NoHeader);
        };
        let mut operations = Vec::new();
        for (at, line) in lines {
            let failed = |source| PlanError::Line { line: at + 1, source };
            let value: Value = serde_json::from_str(line).map_err(failed)?;
            let is_known = value["type"] == "operation" && Action::deserialize(&value["action"]).is_ok();
            if is_known || !value["action"].is_string() {
                operations.push(Operation::deserialize(value).map_err(failed)?);
            }
        }
        Ok(Self { source, dest, timestamp: timestamp.unwrap_or_else(Moment::now), operations })
    }
}

/// Milliseconds since 1970 as a moment, in whole microseconds.
pub(super) fn moment(milliseconds: f64) -> Moment {
    Moment::from_microseconds((milliseconds * 1000.0).round_ties_even() as i64)
}

/// What is no time is none: times of a plan only show whether a file has changed since.
fn lenient<'de, D: serde::Deserializer<'de>>(source: D) -> Result<Option<Moment>, D::Error> {
    let value = Value::deserialize(source)?;
    Ok(value.as_str().and_then(Moment::read_written))
}

#[cfg(test)]
mod tests {
    use super::{Action, Operation, Plan, PlanError, moment};
    use crate::base::moment::Moment;

    #[test]
    fn a_plan_is_written_as_python_writes_it_and_read_again() {
        let operation = |action, path: &str, local| Operation {
            action,
            path: path.to_owned(),
            reason: "new file".into(),
            size: Some(7),
            local_mtime: local,
            remote_mtime: None,
        };
        let plan = Plan {
            source: "./é".to_owned(),
            dest: "hf://buckets/ada/b".to_owned(),
            timestamp: Moment::from_microseconds(1_767_225_600_000_001),
            operations: vec![
                operation(Action::Upload, "a.txt", Some(moment(1_767_225_600_000.0))),
                operation(Action::Skip, "b", None),
            ],
        };
        let mut text = String::new();
        plan.write(|line| {
            text += line;
            Ok(())
        })
        .unwrap();
        let expected = concat!(
            r#"{"type": "header", "source": "./\u00e9", "dest": "hf://buckets/ada/b", "#,
            r#""timestamp": "2026-01-01T00:00:00.000001+00:00", "summary": {"uploads": 1, "downloads": 0, "#,
            r#""deletes": 0, "skips": 1, "total_size": 7}}"#,
            "\n",
            r#"{"type": "operation", "action": "upload", "path": "a.txt", "reason": "new file", "size": 7, "#,
            r#""local_mtime": "2026-01-01T00:00:00+00:00"}"#,
            "\n",
            r#"{"type": "operation", "action": "skip", "path": "b", "reason": "new file", "size": 7}"#,
            "\n",
        );
        assert_eq!(text, expected);
        let read = Plan::read(&text).unwrap();
        assert_eq!((read.operations, read.source), (plan.operations, plan.source));
    }

    #[test]
    fn what_is_no_plan_is_told_with_its_line() {
        let header = r#"{"type": "header", "source": "a", "dest": "b", "timestamp": "t", "summary": {}}"#;
        assert!(matches!(Plan::read(" \n"), Err(PlanError::Empty)));
        assert!(matches!(Plan::read("{}"), Err(PlanError::NoHeader)));
        for (line, is_read) in
            [("{\"type\"", false), (r#"{"type": "operation"}"#, false), (r#"{"action": "sing"}"#, true)]
        {
            match Plan::read(&format!("{header}\n\n{line}")) {
                Err(PlanError::Line { line, .. }) => assert!(!is_read && line == 3),
                other => assert!(other.unwrap().operations.is_empty() && is_read),
            }
        }
    }
}
