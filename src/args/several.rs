//! Words that may be repeated, and that standard input may bring one a line.

use std::path::Path;

use super::missing::UnreadableInput;
use crate::output::Out;

/// The words, with the lines of standard input in the place of a `-`. Empty lines are skipped.
///
/// # Errors
/// Standard input cannot be read.
pub fn read(words: &[String], out: &Out) -> Result<Vec<String>, UnreadableInput> {
    let mut all = Vec::new();
    for word in words {
        if word != "-" {
            all.push(word.clone());
            continue;
        }
        while let Some(line) = out.read_line().map_err(UnreadableInput::at(Path::new("standard input")))? {
            let line = line.trim();
            if !line.is_empty() {
                all.push(line.to_owned());
            }
        }
    }
    Ok(all)
}
