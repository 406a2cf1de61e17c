//! Buckets as they are named. Their rules are the Hub's own: only what would name another address is refused here.

use std::fmt::{self, Display};

/// A bucket. Displays as `namespace/name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketId {
    namespace: String,
    name: String,
}

/// A text that names no bucket.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid bucket ID '{0}': expected 'namespace/name'")]
pub struct BucketIdError(pub String);

impl BucketId {
    /// # Errors
    /// A part is empty, or would lead to another address.
    pub fn new(namespace: &str, name: &str) -> Result<Self, BucketIdError> {
        let is_part = |part: &str| !part.is_empty() && !part.contains('/') && !matches!(part, "." | "..");
        if is_part(namespace) && is_part(name) {
            return Ok(Self { namespace: namespace.to_owned(), name: name.to_owned() });
        }
        Err(BucketIdError(format!("{namespace}/{name}")))
    }

    /// A user or an organization.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Without its namespace.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Display for BucketId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.namespace, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::BucketId;

    #[test]
    fn a_bucket_has_two_parts_that_lead_nowhere_else() {
        assert_eq!(BucketId::new("ada", "data").unwrap().to_string(), "ada/data");
        for (namespace, name) in [("", "data"), ("ada", ""), ("..", "data"), ("ada", "."), ("a/b", "c")] {
            assert!(BucketId::new(namespace, name).is_err(), "{namespace}/{name}");
        }
    }
}
