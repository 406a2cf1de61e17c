//! What the store has of an object whose upload in parts was cut off, so that the next run sends the rest. Knows nothing
//! of the Hub, and never fails: what cannot be kept is sent again.
//!
//! A file an object (in `$HF_XET_CACHE/hf/uploads`, named by the SHA-256 of where the object goes, its hash and its size): a
//! line of JSON with the addresses, then a line a part that is stored, `[number from 0, tag]`, appended by one write as
//! soon as the store has answered. A torn line is passed over. The addresses are signed, as good as a password while
//! they live: the file is for its owner alone, is gone with the last part, and is removed after a day by whoever comes
//! by.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::api::lfs::{LfsAction, LfsObject};
use crate::base::fs::Fence;
use crate::base::sha::ContentHash;

/// No address lives longer.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);
const MODE: u32 = 0o600;

/// One object's file; of nobody's, nothing is kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Unfinished {
    file: Option<(Fence, PathBuf)>,
}

/// The tag of each part that is stored, with its number from 0.
pub(super) type Tags = Vec<(usize, String)>;

impl Unfinished {
    /// Of an object on its way to `place`, with its file below the folder of what is known.
    pub(super) fn of(known: &Path, place: &str, object: &LfsObject) -> Self {
        let mut name = ContentHash::sha256();
        name.update(format!("{place}\n{} {}", object.oid, object.size).as_bytes());
        let file = known.join("uploads").join(&name.finish()[..32]);
        Self { file: Some((Fence::new(known.to_owned()), file)) }
    }

    /// Where the parts were sent to, and those that are stored. Blocks.
    pub(super) fn read(&self) -> Option<(LfsAction, Tags)> {
        let (fence, file) = self.file.as_ref()?;
        // The addresses of anybody else could lead anywhere.
        let text = io::read_to_string(fence.open_ours(file).ok()?).ok()?;
        let mut lines = text.lines();
        let action = serde_json::from_str(lines.next()?).ok()?;
        Some((action, lines.filter_map(|line| serde_json::from_str(line).ok()).collect()))
    }

    /// Keeps the addresses, and the parts that are stored already. Blocks.
    pub(super) fn begin(&self, action: &LfsAction, tags: &[(usize, String)]) {
        let (Some((fence, file)), Ok(mut text)) = (&self.file, serde_json::to_string(action)) else { return };
        text.push('\n');
        for part in tags {
            text.extend(serde_json::to_string(part).map(|line| line + "\n"));
        }
        // It would be worth something, but is not worth an error. So for all that follows.
        drop(file.parent().map(|folder| fence.make_folder(folder).and_then(|()| sweep(fence, folder))));
        drop(fence.write_beside(file, text.as_bytes(), Some(MODE)));
    }

    /// One more part is stored.
    pub(super) fn add(&self, part: &(usize, String)) {
        let (Some((fence, file)), Ok(line)) = (&self.file, serde_json::to_string(part)) else { return };
        drop(fence.append_to_ours(file).and_then(|mut opened| opened.write_all(format!("{line}\n").as_bytes())));
    }

    pub(super) fn forget(&self) {
        drop(self.file.as_ref().map(|(fence, file)| fence.remove(file)));
    }
}

/// Removes what nobody came back for.
fn sweep(fence: &Fence, folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.metadata()?.modified()?.elapsed().is_ok_and(|age| age > LIFE) {
            fence.remove(&entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use tempfile::TempDir;

    use super::{LIFE, LfsAction, LfsObject, Unfinished};

    fn sandbox() -> (TempDir, Unfinished, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let object = LfsObject { oid: "ab".to_owned(), size: 9 };
        let unfinished = Unfinished::of(folder.path(), "http://hub.example/ada/model", &object);
        let file = unfinished.file.clone().unwrap().1;
        (folder, unfinished, file)
    }

    fn action() -> LfsAction {
        serde_json::from_str(r#"{"href": "http://store/done", "header": {"1": "http://store/1"}}"#).unwrap()
    }

    fn part(at: usize) -> (usize, String) {
        (at, format!("tag \"{at}\""))
    }

    #[test]
    fn what_is_stored_is_known_to_the_next_run() {
        let (_folder, unfinished, _) = sandbox();
        assert!(unfinished.read().is_none());
        unfinished.begin(&action(), &[part(4)]);
        unfinished.add(&part(2));
        let (action, tags) = unfinished.read().unwrap();
        assert_eq!((action.href.as_str(), tags), ("http://store/done", vec![part(4), part(2)]));
        unfinished.forget();
        assert!(unfinished.read().is_none());
    }

    #[test]
    fn a_torn_line_is_passed_over() {
        let (_folder, unfinished, file) = sandbox();
        unfinished.begin(&action(), &[part(0), part(1)]);
        let whole = fs::read(&file).unwrap();
        fs::write(&file, &whole[..whole.len() - 4]).unwrap();
        assert_eq!(unfinished.read().unwrap().1, [part(0)]);
        fs::write(&file, &whole[..9]).unwrap();
        assert!(unfinished.read().is_none());
    }

    #[test]
    fn addresses_are_for_their_owner_alone_and_not_for_ever() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, unfinished, file) = sandbox();
        unfinished.begin(&action(), &[]);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let opened = fs::File::options().write(true).open(&file).unwrap();
        opened.set_modified(std::time::SystemTime::now() - LIFE - LIFE).unwrap();
        let other = LfsObject { oid: "cd".to_owned(), size: 9 };
        Unfinished::of(folder.path(), "", &other).begin(&action(), &[]);
        assert!(!file.exists());
    }
}
