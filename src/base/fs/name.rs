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
    /// Longer than any file system takes: cut here.
    #[error("the name {0:?} is too long for a file")]
    TooLong(String),
    /// Empty, with an empty or `.` segment, or with a NUL character: no file has such a name.
    #[error("the name {0:?} is not a file name")]
    Malformed(String),
}

/// Bytes of a path (`PATH_MAX` without the NUL at its end). How long a segment may be differs from disk to disk.
const LONGEST_PATH: usize = 4095;
/// Folders above a file: far more than anybody makes, and few enough to be walked for every file.
const MOST_FOLDERS: usize = 255;
/// Characters of a name that is too long to be shown.
const SHOWN: usize = 60;

/// The relative path that a `/`-separated name means on this system, or why it must not be used.
pub fn safe_relative(name: &str) -> Result<PathBuf, UnsafeName> {
    if is_too_long(name) {
        return Err(UnsafeName::TooLong(name.chars().take(SHOWN).chain("...".chars()).collect()));
    }
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

/// Whether no file of a `/`-separated name is worth looking at: the name is longer or deeper than any on a disk.
pub fn is_too_long(name: &str) -> bool {
    name.len() > LONGEST_PATH || name.matches('/').nth(MOST_FOLDERS).is_some()
}

/// Whether Windows takes the segment for a drive (`C:`), a share (`\\host`) or the root of a drive (`\x`). Every
/// segment counts: joined to a folder, one such replaces the folder.
fn is_anchored(segment: &str) -> bool {
    let mut characters = segment.chars();
    let first = characters.next();
    first == Some('\\') || (first.is_some_and(|c| c.is_ascii_alphabetic()) && characters.next() == Some(':'))
}

/// Why Windows has no file of a `/`-separated name; `None` if it may. Other systems take such names as they are.
pub fn windows_refusal(name: &str) -> Option<&'static str> {
    name.split('/').find_map(|segment| {
        let device = segment.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
        if segment.contains(|letter: char| letter < ' ' || r#"<>:"\|?*"#.contains(letter)) {
            Some("contains a character that Windows does not allow")
        } else if segment.ends_with(['.', ' ']) {
            Some("ends with a dot or a space, which Windows removes")
        } else if is_device(&device) {
            Some("is reserved on Windows")
        } else {
            None
        }
    })
}

/// Whether a program may take a segment of a `/`-separated name for the folder where a version control system keeps its
/// configuration: `.git`, and Mercurial's `.hg`, in every spelling that some file system takes for it. Both run commands
/// that such a folder names, without being asked, for whoever is in a folder below.
pub fn is_of_version_control(name: &str) -> bool {
    name.split(['/', '\\']).any(|segment| {
        // HFS+ drops letters that cannot be seen; NTFS what follows a colon (a stream), dots and spaces at the end.
        let visible: String = segment.chars().filter(|letter| !is_ignored_by_hfs(*letter)).collect();
        let stem = visible.split(':').next().unwrap_or_default().trim_end_matches(['.', ' ']);
        // FAT and NTFS know a file by a short name, too.
        [".git", "git~1", ".hg", "hg~1"].iter().any(|known| stem.eq_ignore_ascii_case(known))
    })
}

fn is_ignored_by_hfs(letter: char) -> bool {
    matches!(letter, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

/// `CON`, `COM1` and their like, in capitals.
fn is_device(stem: &str) -> bool {
    let is_port = |number: &str| matches!(number.as_bytes(), [b'0'..=b'9']) || matches!(number, "¹" | "²" | "³");
    matches!(stem, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || ["COM", "LPT"].iter().any(|port| stem.strip_prefix(port).is_some_and(is_port))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{UnsafeName, is_of_version_control, safe_relative, windows_refusal};

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
    fn a_folder_of_version_control_is_known_however_it_is_spelt() {
        for name in [
            ".git",
            ".git/config",
            "a/.GiT/hooks/post-checkout",
            "a\\.git\\config",
            "git~1/config",
            "GIT~1",
            ".g\u{200c}it/config",
            "\u{feff}.git",
            ".git\u{202e}/x",
            ".git./config",
            ".git . ./config",
            ".git ",
            ".git::$INDEX_ALLOCATION/config",
            ".git:stream",
            ".hg/hgrc",
            ".HG",
            "hg~1/hgrc",
        ] {
            assert!(is_of_version_control(name), "{name:?}");
        }
        for name in [
            ".gitattributes",
            ".gitignore",
            ".gitmodules",
            ".github/workflows/ci.yml",
            "git/config",
            "a.git/config",
            ".git~1",
            "git~10",
            "..git",
            ".hgignore",
            ". git",
            ".gït",
        ] {
            assert!(!is_of_version_control(name), "{name:?}");
        }
    }

    #[test]
    fn windows_has_no_file_of_a_devices_name() {
        for name in ["con", "a/NUL", "aux.py", "Com1.tar.gz", "lpt9", "nul .txt", "com¹"] {
            assert_eq!(windows_refusal(name), Some("is reserved on Windows"), "{name}");
        }
        for name in ["console", "a/nullable.txt", "com", "com10", "lpt.txt", "x.nul", "auxiliary/a"] {
            assert_eq!(windows_refusal(name), None, "{name}");
        }
    }

    #[test]
    fn windows_takes_fewer_characters_and_no_end_that_is_not_seen() {
        for name in ["12:30.log", "a/b?", "what*", "a|b", "say\"so\"", "dir\\file", "<x>", "a\tb", "a.", "b ", "a./b"] {
            assert!(windows_refusal(name).is_some(), "{name}");
        }
        for name in [".gitattributes", "a b/é", "..a", "a.b.c"] {
            assert_eq!(windows_refusal(name), None, "{name}");
        }
    }

    #[test]
    fn names_that_no_file_system_takes_are_refused() {
        for (name, is_taken) in [
            ("x".repeat(4095), true),
            ("x".repeat(4096), false),
            ("x/".repeat(255) + "x", true),
            ("x/".repeat(256) + "x", false),
            ("é".repeat(2048), false),
            ("x/".repeat(100_000) + "x", false),
        ] {
            let found = safe_relative(&name);
            assert_eq!(found.is_ok(), is_taken, "{}", name.len());
            assert!(found.is_ok() || matches!(found, Err(UnsafeName::TooLong(shown)) if shown.len() < 200));
        }
    }

    #[test]
    fn names_that_no_file_has_are_refused() {
        for name in ["", "a//b", "a/", ".", "./a", "a\0b"] {
            assert_eq!(safe_relative(name), Err(UnsafeName::Malformed(name.into())), "{name}");
        }
    }
}
