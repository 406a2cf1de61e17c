//! Hashes that are kept from one run to the next, each under a name that says what it is of. Never fails: what cannot be
//! looked up or kept is found out again.
//!
//! The file has one line per fact: a name (64 hex digits), a space, and a hash, or `-` where an earlier line no longer
//! holds. The last line of a name counts. A line is appended by one write as soon as it is known: a run that is cut off
//! keeps what it has found, and processes do not wait for one another. A line that is torn or means nothing is skipped.
//! Once there are twice as many lines as are kept, the older half goes: the file is written again beside its place and
//! renamed.
//!
//! Only the user may write the file: one that somebody else owns or could write counts as empty and is removed.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::base::fs::{Fence, is_ours_alone};
use crate::base::sha::{is_hash, is_lower_hex};

/// Lines that are kept; some 130 bytes each.
const MOST_LINES: usize = 50_000;
const NAME_DIGITS: usize = 64;
const FORGOTTEN: &str = "-";
/// Nobody else may add to it, nor learn from it.
const MODE: u32 = 0o600;

/// Keeps hashes; without a file, for this run only.
#[derive(Debug, Default)]
pub struct Ledger {
    file: Option<PathBuf>,
    /// Read when the first name is looked up.
    known: Mutex<Option<HashMap<String, String>>>,
}

impl Ledger {
    /// Names the file; nothing is read or created.
    pub fn new(file: Option<PathBuf>) -> Self {
        Self { file, known: Mutex::default() }
    }

    /// Whether anything outlasts this run.
    pub fn is_kept(&self) -> bool {
        self.file.is_some()
    }

    /// The hash under a name.
    pub fn look_up(&self, name: &str) -> Option<String> {
        self.known().as_ref()?.get(name).filter(|hash| *hash != FORGOTTEN).cloned()
    }

    /// Keeps a hash under a name, over an earlier one.
    pub fn keep(&self, name: &str, hash: &str) {
        if let Some(known) = self.known().as_mut() {
            known.insert(name.to_owned(), hash.to_owned());
        }
        if let Some(file) = &self.file {
            // Best effort: losing it costs time only.
            drop(fence_of(file).append(file, format!("{name} {hash}\n").as_bytes(), MODE));
        }
    }

    /// What is kept under a name does not hold.
    pub fn forget(&self, name: &str) {
        if self.look_up(name).is_some() {
            self.keep(name, FORGOTTEN);
        }
    }

    fn known(&self) -> MutexGuard<'_, Option<HashMap<String, String>>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_none() {
            *known = Some(self.file.as_deref().map(read).unwrap_or_default());
        }
        known
    }
}

fn fence_of(file: &Path) -> Fence {
    Fence::new(file.parent().unwrap_or(Path::new("")).to_owned())
}

/// All that the file says, after a look at its length.
fn read(file: &Path) -> HashMap<String, String> {
    let Ok(bytes) = content(file) else { return HashMap::new() };
    let lines: Vec<(&str, &str)> = bytes.split(|byte| *byte == b'\n').filter_map(parse).collect();
    let surplus = if lines.len() >= MOST_LINES * 2 { lines.len() - MOST_LINES } else { 0 };
    let kept = &lines[surplus..];
    if surplus > 0 {
        let text: String = kept.iter().map(|(name, hash)| format!("{name} {hash}\n")).collect();
        // If it cannot be shortened it grows on, and the next run tries again.
        drop(fence_of(file).write_beside(file, text.as_bytes(), Some(MODE)));
    }
    kept.iter().map(|(name, hash)| ((*name).to_owned(), (*hash).to_owned())).collect()
}

fn content(path: &Path) -> io::Result<Vec<u8>> {
    let fence = fence_of(path);
    let opened = fence.read(path);
    if opened.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Ok(Vec::new());
    }
    let ours = opened.and_then(|file| {
        if is_ours_alone(&file.metadata()?) { Ok(file) } else { Err(io::ErrorKind::PermissionDenied.into()) }
    });
    let mut file = ours.inspect_err(|_| drop(fence.remove(path)))?;
    let mut content = Vec::new();
    file.read_to_end(&mut content)?;
    Ok(content)
}

fn parse(line: &[u8]) -> Option<(&str, &str)> {
    let (name, hash) = str::from_utf8(line).ok()?.split_once(' ')?;
    let is_known = hash == FORGOTTEN || is_hash(hash);
    (name.len() == NAME_DIGITS && is_lower_hex(name) && is_known).then_some((name, hash))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use tempfile::TempDir;

    use super::{Ledger, MOST_LINES};

    fn sandbox() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("home/hf/facts");
        (folder, file)
    }

    fn digest(digit: &str) -> String {
        digit.repeat(64)
    }

    fn look_up(file: &Path, name: &str) -> Option<String> {
        Ledger::new(Some(file.to_owned())).look_up(name)
    }

    #[test]
    fn the_last_line_of_a_name_counts() {
        let (_folder, file) = sandbox();
        let ledger = Ledger::new(Some(file.clone()));
        for hash in ["1", "2"] {
            ledger.keep(&digest("a"), &digest(hash));
            assert_eq!(look_up(&file, &digest("a")), Some(digest(hash)));
        }
        ledger.forget(&digest("a"));
        assert_eq!((ledger.look_up(&digest("a")), look_up(&file, &digest("a"))), (None, None));
    }

    #[test]
    fn lines_that_mean_nothing_are_skipped() {
        let (_folder, file) = sandbox();
        Ledger::new(Some(file.clone())).keep(&digest("a"), &digest("1"));
        let line = fs::read_to_string(&file).unwrap();
        for garbage in ["\0\u{1}", &line[..line.len() - 9], "x y", &format!("{} zz", digest("b"))] {
            fs::write(&file, format!("{garbage}\n{line}{garbage}")).unwrap();
            assert_eq!(look_up(&file, &digest("a")), Some(digest("1")), "{garbage}");
        }
    }

    #[test]
    fn the_older_half_goes_when_there_are_twice_as_many_as_are_kept() {
        let (_folder, file) = sandbox();
        Ledger::new(Some(file.clone())).keep(&digest("a"), &digest("1"));
        let line = fs::read_to_string(&file).unwrap();
        let other = format!("{} {}\n", digest("0"), digest("1"));
        fs::write(&file, other.repeat(MOST_LINES * 2) + &line).unwrap();
        assert_eq!(look_up(&file, &digest("a")), Some(digest("1")));
        assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), MOST_LINES);
    }

    #[cfg(unix)]
    #[test]
    fn what_another_user_could_have_written_says_nothing() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let (folder, file) = sandbox();
        let keep = || Ledger::new(Some(file.clone())).keep(&digest("a"), &digest("1"));
        for (mode, is_believed) in [(0o600, true), (0o644, true), (0o620, false), (0o602, false)] {
            keep();
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(look_up(&file, &digest("a")).is_some(), is_believed, "{mode:o}");
        }
        let second = folder.path().join("second");
        keep();
        fs::hard_link(&file, &second).unwrap();
        assert_eq!(look_up(&file, &digest("a")), None, "its other name may be anywhere");
        symlink(&second, &file).unwrap();
        assert_eq!(look_up(&file, &digest("a")), None);
        keep();
        assert_eq!(look_up(&file, &digest("a")), Some(digest("1")), "it begins again");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_or_writes_it() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, file) = sandbox();
        Ledger::new(Some(file.clone())).keep(&digest("a"), &digest("1"));
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o077, 0);
    }
}
