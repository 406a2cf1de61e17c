//! `--body`, `--body-file` and `--editor`: a text of several lines, and where it comes from.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::missing::UnreadableInput;

/// A text, in Markdown.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct BodyArgs {
    /// Text, in Markdown
    #[arg(long, value_name = "TEXT", conflicts_with = "body_file")]
    body: Option<String>,
    /// File with the text; - for standard input
    #[arg(long, value_name = "FILE")]
    body_file: Option<PathBuf>,
    /// Write the text in your editor ($HF_EDITOR, $VISUAL or $EDITOR)
    #[arg(short, long, conflicts_with_all = ["body", "body_file"])]
    editor: bool,
}

/// Why there is no text.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    #[error("{source}")]
    Unreadable {
        #[from]
        source: UnreadableInput,
    },
    #[error("{0} is not UTF-8 text")]
    NotText(String),
}

impl BodyArgs {
    /// Whether the editor is asked for.
    pub fn wants_editor(&self) -> bool {
        self.editor
    }

    /// Whether a text was typed or named.
    pub fn is_given(&self) -> bool {
        self.body.is_some() || self.body_file.is_some()
    }

    /// The text that was typed or named; `None` if there is neither.
    ///
    /// # Errors
    /// [`BodyError`]: the file or standard input cannot be read.
    pub fn read(&self) -> Result<Option<String>, BodyError> {
        let Some(file) = &self.body_file else { return Ok(self.body.clone()) };
        let is_stdin = file == Path::new("-");
        let name = if is_stdin { "standard input".to_owned() } else { format!("'{}'", file.display()) };
        let bytes = if is_stdin { stdin() } else { fs::read(file) };
        let text = String::from_utf8(bytes.map_err(UnreadableInput::at(file))?);
        Ok(Some(text.map_err(|_| BodyError::NotText(name))?))
    }
}

fn stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(bytes)
}
