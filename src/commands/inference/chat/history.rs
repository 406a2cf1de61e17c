//! What was typed in earlier conversations, for the arrow keys: one JSON string per line in `$HF_XET_CACHE/hf/chat-history.jsonl`,
//! for its owner alone. A line that begins with a blank, or that holds a secret, is not kept. Best effort: a history that
//! cannot be read or written costs nothing else.

use std::io;
use std::path::{Path, PathBuf};

use crate::base::fs::Fence;
use crate::transfer::upload::has_secret;

/// Lines that are read. Twice as many may stand in the file before the older ones are removed.
const MOST: usize = 1000;
const MODE: u32 = 0o600;

/// The file.
pub(super) struct History {
    fence: Fence,
    file: PathBuf,
}

impl History {
    /// In the folder of what is known here.
    pub(super) fn new(known: &Path) -> Self {
        Self { fence: Fence::new(known.to_owned()), file: known.join("chat-history.jsonl") }
    }

    /// The newest lines, the oldest of them first.
    pub(super) fn read(&self) -> Vec<String> {
        let text = self.fence.open_ours(&self.file).and_then(io::read_to_string).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let newest = &lines[lines.len().saturating_sub(MOST)..];
        if lines.len() > 2 * MOST {
            let kept: String = newest.iter().flat_map(|line| [line, "\n"]).collect();
            drop(self.fence.write_beside(&self.file, kept.as_bytes(), Some(MODE)));
        }
        newest.iter().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// Adds a line that may be kept.
    pub(super) fn add(&self, line: &str) {
        if line.starts_with(' ') || has_secret(line) {
            return;
        }
        let Ok(json) = serde_json::to_string(line) else { return };
        drop(self.fence.append(&self.file, (json + "\n").as_bytes(), MODE));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::{History, MOST};

    #[test]
    fn lines_come_back_and_are_for_their_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let known = folder.path().join("xet/hf");
        let history = History::new(&known);
        assert!(history.read().is_empty());
        let secret = format!("my token is hf_{}", "kJ8sQ2mZx4Wv7bN1rT5yLp9cD3fG6hAeUo");
        for line in ["one", "two\nlines", " not this", &secret] {
            history.add(line);
        }
        assert_eq!(History::new(&known).read(), ["one", "two\nlines"]);
        let mode = fs::metadata(known.join("chat-history.jsonl")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn the_oldest_lines_are_removed_in_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::new(folder.path());
        history.add("first");
        let file = folder.path().join("chat-history.jsonl");
        let many: String = (0..=2 * MOST).map(|number| format!("\"{number}\"\n")).collect();
        fs::write(&file, many).unwrap();
        assert_eq!(history.read().len(), MOST);
        assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), MOST);
        assert_eq!(history.read().last().unwrap(), &(2 * MOST).to_string());
    }
}
