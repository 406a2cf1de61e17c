//! Texts that the user writes in an editor.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use super::Context;

/// Why the user wrote nothing.
#[derive(Debug, thiserror::Error)]
pub enum EditorError {
    #[error("cannot start the editor '{editor}'")]
    Start { editor: String, source: io::Error },
    #[error("the editor '{editor}' failed ({status}): nothing was sent")]
    Failed { editor: String, status: ExitStatus },
    #[error("the text is empty: nothing was sent")]
    Empty,
    #[error("the text is not UTF-8: nothing was sent")]
    NotText,
    #[error("cannot use '{}' for the editor", path.display())]
    File { path: PathBuf, source: io::Error },
}

impl Context {
    /// The text that the user makes of a draft, and the file that holds it. Blanks around it do not count.
    ///
    /// # Errors
    /// [`EditorError`]: the editor fails, or leaves nothing.
    pub fn write_in_editor(&self, draft: &str) -> Result<(String, Draft), EditorError> {
        let (text, draft) = self.edit(draft, "md")?;
        let text = text.trim().to_owned();
        if text.is_empty() { Err(EditorError::Empty) } else { Ok((text, draft)) }
    }

    /// A text as the user leaves it in the editor, to the byte, and the file that holds it. Editors go by the
    /// `extension` of its name.
    ///
    /// # Errors
    /// [`EditorError`]: the editor fails.
    pub fn edit(&self, text: &str, extension: &str) -> Result<(String, Draft), EditorError> {
        let draft = Draft::new(text, extension)?;
        let editor = &self.config.editor;
        let status = command(editor, &draft.0).status();
        let status = status.map_err(|source| EditorError::Start { editor: editor.clone(), source })?;
        if !status.success() {
            return Err(EditorError::Failed { editor: editor.clone(), status });
        }
        let text = String::from_utf8(fs::read(&draft.0).map_err(|source| draft.error(source))?);
        Ok((text.map_err(|_| EditorError::NotText)?, draft))
    }
}

/// The variable may hold options too, so that a shell has to read it, as git does.
#[cfg(unix)]
fn command(editor: &str, file: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{editor} \"$@\""), editor]).arg(file);
    command
}

#[cfg(not(unix))]
fn command(editor: &str, file: &Path) -> Command {
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(editor));
    command.args(words).arg(file);
    command
}

/// A file that only its owner reads, and that is gone afterwards unless it is kept.
pub struct Draft(PathBuf);

impl Draft {
    /// The file stays, and the report of what went wrong says where, and which option sends it.
    pub fn keep(self, cx: &Context, option: &str) {
        let path = self.0.display();
        let hint = format!("your text is kept: send it with {option} {path}");
        cx.left_behind.set(format!("your text is in '{path}'"), [hint]);
        std::mem::forget(self);
    }

    fn new(text: &str, extension: &str) -> Result<Self, EditorError> {
        let path = std::env::temp_dir().join(format!("hf-comment-{}.{extension}", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let written = options.open(&path).and_then(|mut file| file.write_all(text.as_bytes()));
        let draft = Self(path);
        match written {
            Ok(()) => Ok(draft),
            Err(source) => {
                let error = draft.error(source);
                // What could not be created is not ours to remove.
                std::mem::forget(draft);
                Err(error)
            }
        }
    }

    fn error(&self, source: io::Error) -> EditorError {
        EditorError::File { path: self.0.clone(), source }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // It is in a folder that the system clears.
        drop(fs::remove_file(&self.0));
    }
}
