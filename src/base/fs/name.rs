//! Names that somebody else chose (a server, a listing) and that are about to become paths on this disk.

use std::path::PathBuf;

/// Why a name must not become a path. The rules of POSIX and of Windows hold on both, for a folder filled on one may
/// be used on the other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnsafeName {
    /// A `..` between separators of either kind: it would lead out of the folder.
    #[error("the name {0:?} leads out of its folder")]
    Escapes(String),
    /// Absolute, on a drive or on a network share.
    #[error("the name {0:?} is not relative")]
    Anchored(String),
    /// Empty, with an empty or `.` segment, or with a NUL character: no file has such a name.
    #[error("the name {0:?} is not a file name")]
    Malformed(String),
}

/// The relative path that a `/`-separated name means on this system, or why it must not be used.
pub fn safe_relative(name: &str) -> Result<PathBuf, UnsafeName> {
    if name.split(['/', '\\']).any(|segment| segment == "..") {
        return Err(UnsafeName::Escapes(name.to_owned()));
    }
    if name.starts_with('/') || name.split('/').any(is_anchored) {
        return Err(UnsafeName::Anchored(name.to_owned()));
    }
    if name.contains('\0') || name.split('/').any(|segment| segment.is_empty() || segment == ".") {
        return Err(UnsafeName::Malformed(name.to_owned()));
    }
    Ok(name.split('/').collect())
}

/// Whether Windows takes the segment for a drive (`C:`), a share (`\\host`) or the root of a drive (`\x`). Every
/// segment counts: joined to a folder, one such replaces the folder.
fn is_anchored(segment: &str) -> bool {
    let mut characters = segment.chars();
    let first = characters.next();
    first == Some('\\') || (first.is_some_and(|c| c.is_ascii_alphabetic()) && characters.next() == Some(':'))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{UnsafeName, safe_relative};

    #[test]
    fn ordinary_names_become_paths() {
        for name in ["a", "a/b/c.txt", "..a/b..", "a/...", ".gitattributes", "a b/é", "12:30.log", "dir\\file"] {
            assert_eq!(safe_relative(name).unwrap(), Path::new(name), "{name}");
        }
    }

    #[test]
    fn names_that_lead_out_are_refused() {
        for name in ["..", "../a", "a/../b", "a/..", "a\\..\\b", "a/..\\b"] {
            assert_eq!(safe_relative(name), Err(UnsafeName::Escapes(name.into())), "{name}");
        }
    }

    #[test]
    fn anchored_names_are_refused() {
        for name in ["/a", "//host/share", "\\a", "\\\\host\\share", "C:\\a", "c:a", "a/C:/b", "a/\\b"] {
            assert_eq!(safe_relative(name), Err(UnsafeName::Anchored(name.into())), "{name}");
        }
    }

    #[test]
    fn names_that_no_file_has_are_refused() {
        for name in ["", "a//b", "a/", ".", "./a", "a\0b"] {
            assert_eq!(safe_relative(name), Err(UnsafeName::Malformed(name.into())), "{name}");
        }
    }
}
