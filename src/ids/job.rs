//! Jobs as they are named on a command line, and the images that they run.

use std::fmt::{self, Display};
use std::str::FromStr;

/// A job as it is typed: `id`, `namespace/id`, or the address of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRef {
    /// Whose job it is, if that was said.
    pub namespace: Option<String>,
    /// The Hub's own name for it.
    pub id: String,
}

/// A job, wherever it is named from. Displays as `namespace/id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobId {
    /// A user or an organization.
    pub namespace: String,
    /// The Hub's own name for it, unique by itself.
    pub id: String,
}

/// A text that names no job.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobRefError {
    /// Nothing was typed, as when a variable of a script is unset.
    #[error("a job ID cannot be empty")]
    Empty,
    /// Too many parts, or an empty one.
    #[error("invalid job ID '{0}': expected 'id' or 'namespace/id'")]
    Malformed(String),
}

impl FromStr for JobRef {
    type Err = JobRefError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || JobRefError::Malformed(text.to_owned());
        let named = match text.split_once("://") {
            Some((_, page)) => page.split_once("/jobs/").ok_or_else(malformed)?.1.trim_end_matches('/'),
            None => text,
        };
        match named.split('/').collect::<Vec<_>>()[..] {
            [""] if text.is_empty() => Err(JobRefError::Empty),
            [id] if !id.is_empty() && named == text => Ok(Self { namespace: None, id: id.to_owned() }),
            [namespace, id] if !namespace.is_empty() && !id.is_empty() => {
                Ok(Self { namespace: Some(namespace.to_owned()), id: id.to_owned() })
            }
            _ => Err(malformed()),
        }
    }
}

impl Display for JobId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.namespace, self.id)
    }
}

/// Addresses of Spaces that stand for their image, up to the Space's ID.
const SPACES: [&str; 4] =
    ["https://huggingface.co/spaces/", "https://hf.co/spaces/", "huggingface.co/spaces/", "hf.co/spaces/"];

/// What a job runs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Image {
    /// The image of a Space, by its ID.
    Space(String),
    /// An image of a registry, such as `python:3.12`.
    Docker(String),
}

impl Image {
    /// What the text means. Everything that is not the address of a Space is left to the registry.
    pub fn read(text: &str) -> Self {
        let space = SPACES.iter().find_map(|prefix| text.strip_prefix(prefix));
        space.map_or_else(|| Self::Docker(text.to_owned()), |id| Self::Space(id.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Image, JobRef, JobRefError};

    fn read(text: &str) -> Result<(Option<String>, String), JobRefError> {
        text.parse::<JobRef>().map(|job| (job.namespace, job.id))
    }

    #[test]
    fn a_job_is_an_id_with_or_without_a_namespace_or_a_page() {
        assert_eq!(read("6871f0"), Ok((None, "6871f0".to_owned())));
        let named = Ok((Some("ada".to_owned()), "6871f0".to_owned()));
        for text in ["ada/6871f0", "https://huggingface.co/jobs/ada/6871f0", "http://hub.example/jobs/ada/6871f0/"] {
            assert_eq!(read(text), named, "{text}");
        }
    }

    #[test]
    fn what_names_no_job_is_refused() {
        assert_eq!(read(""), Err(JobRefError::Empty));
        for text in ["/", "ada/", "/x", "a/b/c", "https://huggingface.co/ada", "https://h/jobs/x", "https://h/jobs/"] {
            assert_eq!(read(text), Err(JobRefError::Malformed(text.to_owned())));
        }
    }

    #[test]
    fn the_address_of_a_space_stands_for_its_image() {
        for text in ["https://huggingface.co/spaces/ada/app", "hf.co/spaces/ada/app"] {
            assert_eq!(Image::read(text), Image::Space("ada/app".to_owned()), "{text}");
        }
        for text in ["python:3.12", "spaces/ada/app", "http://huggingface.co/spaces/ada/app", "hf.co/ada/app"] {
            assert_eq!(Image::read(text), Image::Docker(text.to_owned()));
        }
    }
}
