//! Sandboxes as they are named, and files in them. A sandbox is a job, or a part of a job that hosts several.

use std::fmt::{self, Display};
use std::str::FromStr;

use super::job::{JobRef, JobRefError};

/// A sandbox as it is typed: a job ID, with the sandbox's own behind a dot if it shares the job with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxRef {
    /// The job.
    pub job: JobRef,
    /// `None` if the sandbox is all of the job.
    pub local: Option<String>,
}

/// A path in a sandbox: `ID:path`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxPath {
    /// The sandbox.
    pub sandbox: SandboxRef,
    /// The path in it, which may be empty.
    pub path: String,
}

impl FromStr for SandboxRef {
    type Err = JobRefError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let job: JobRef = text.parse()?;
        Ok(match job.id.split_once('.') {
            Some((id, local)) if !id.is_empty() && !local.is_empty() => {
                Self { local: Some(local.to_owned()), job: JobRef { id: id.to_owned(), ..job } }
            }
            _ => Self { job, local: None },
        })
    }
}

impl SandboxRef {
    /// Its ID without the namespace.
    pub fn id(&self) -> String {
        match &self.local {
            Some(local) => format!("{}.{local}", self.job.id),
            None => self.job.id.clone(),
        }
    }
}

impl Display for SandboxRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.job.namespace {
            Some(namespace) => write!(formatter, "{namespace}/{}", self.id()),
            None => formatter.write_str(&self.id()),
        }
    }
}

impl SandboxPath {
    /// The path in a sandbox that a text means; `None` for a local path, as are all that begin like one, and those with
    /// the letter of a drive.
    ///
    /// # Errors
    /// The ID in front of the colon is malformed.
    pub fn read(text: &str) -> Result<Option<Self>, JobRefError> {
        if text.starts_with(['.', '/', '~']) {
            return Ok(None);
        }
        match text.split_once(':').filter(|(id, _)| id.chars().count() > 1) {
            Some((id, path)) => Ok(Some(Self { sandbox: id.parse()?, path: path.to_owned() })),
            None => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SandboxPath, SandboxRef};

    #[test]
    fn a_sandbox_is_a_job_or_a_part_of_one() {
        for (text, id, local) in [("42", "42", None), ("ada/42.s1", "42.s1", Some("s1")), ("42.", "42.", None)] {
            let sandbox: SandboxRef = text.parse().unwrap();
            assert_eq!(
                (sandbox.id().as_str(), sandbox.local.as_deref(), sandbox.to_string()),
                (id, local, text.to_owned())
            );
        }
        assert!("a/b/c".parse::<SandboxRef>().is_err() && "".parse::<SandboxRef>().is_err());
    }

    #[test]
    fn a_path_in_a_sandbox_has_its_id_in_front() {
        let read = |text: &str| SandboxPath::read(text).unwrap().map(|path| (path.sandbox.to_string(), path.path));
        assert_eq!(read("ada/42:/tmp/x:y"), Some(("ada/42".to_owned(), "/tmp/x:y".to_owned())));
        for text in ["./a:b", "/a:b", "~/a:b", "C:/x", "file", "../a:b"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
