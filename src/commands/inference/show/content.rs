//! Pictures, recordings and videos: to the file that is named, to a pipe, or to a file named after the prompt.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::Serialize;
use serde_json::Value;

use super::target::Target;
use crate::api::inference::media::Content;
use crate::base::fs::write_beside;
use crate::base::json;
use crate::base::media_type::{ending, kind_of};
use crate::context::Context;
use crate::output::Format;

/// Characters of a name that is made of a prompt.
const LONGEST_NAME: usize = 48;
/// Files of one name that may lie beside one another.
const MOST_NAMESAKES: u32 = 10_000;

#[derive(Serialize)]
struct Saved<'a> {
    path: String,
    content_type: Option<&'a str>,
    bytes: usize,
}

/// Writes content to where it should go.
pub(super) fn show(cx: &Context, content: &Content, target: &Target<'_>) -> Result<()> {
    let wants_file = cx.out.settings().terminals.stdout || matches!(cx.out.format(), Format::Json | Format::Agent);
    match target.output {
        Some(path) if path == Path::new("-") => cx.out.bytes(&content.bytes)?,
        Some(path) => save(cx, content, path)?,
        None if wants_file => {
            let path = new_file(&slug(target.name), kind(content), &content.bytes)?;
            tell(cx, content, &path)?;
        }
        None => cx.out.bytes(&content.bytes)?,
    }
    if target.shows { Ok(cx.out.pictures(&[&content.bytes])?) } else { Ok(()) }
}

/// Writes content to a file, in place of what may be there.
pub(super) fn save(cx: &Context, content: &Content, path: &Path) -> Result<()> {
    write(path, &content.bytes)?;
    tell(cx, content, path)
}

/// Writes JSON to a file.
pub(super) fn save_json(cx: &Context, value: &Value, path: &Path) -> Result<()> {
    let text = json::indented(value, 2)? + "\n";
    write(path, text.as_bytes())?;
    let saved = Saved { path: path.display().to_string(), content_type: Some("application/json"), bytes: text.len() };
    Ok(cx.out.done(&format!("Saved {}", saved.path), &saved)?)
}

/// Writes content to a file of that name in a folder, in place of what may be there. Returns its path.
pub(in crate::commands::inference) fn save_beside(content: &Content, folder: &Path, name: &str) -> Result<PathBuf> {
    let end = kind(content).and_then(ending).unwrap_or("bin");
    let path = folder.join(format!("{}.{end}", slug(name)));
    write(&path, &content.bytes)?;
    Ok(path)
}

/// Writes a file, in place of what may be there.
pub(in crate::commands::inference) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    write_beside(path, bytes, None).with_context(|| format!("cannot write '{}'", path.display()))
}

fn tell(cx: &Context, content: &Content, path: &Path) -> Result<()> {
    let saved = Saved { path: path.display().to_string(), content_type: kind(content), bytes: content.bytes.len() };
    Ok(cx.out.done(&format!("Saved {}", saved.path), &saved)?)
}

/// The media type: what the bytes say counts more than what a server says.
fn kind(content: &Content) -> Option<&str> {
    kind_of(&content.bytes).or(content.kind.as_deref())
}

/// Writes a file that is new in the working folder.
fn new_file(stem: &str, kind: Option<&str>, bytes: &[u8]) -> Result<PathBuf> {
    let end = kind.and_then(ending).unwrap_or("bin");
    for number in 1..MOST_NAMESAKES {
        let path = PathBuf::from(if number == 1 { format!("{stem}.{end}") } else { format!("{stem}-{number}.{end}") });
        match create(&path, bytes) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            outcome => {
                return outcome.map(|()| path.clone()).with_context(|| format!("cannot write '{}'", path.display()));
            }
        }
    }
    anyhow::bail!("there are too many files named {stem}-*.{end}: name one with --output")
}

fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)
}

/// A name made of the words of a prompt.
pub(super) fn slug(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = String::new();
    for word in words {
        if !name.is_empty() && name.len() + word.len() >= LONGEST_NAME {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.extend(word.chars().take(LONGEST_NAME).map(|letter| letter.to_ascii_lowercase()));
    }
    if name.is_empty() { "answer".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_file_is_named_after_the_words_of_the_prompt() {
        for (prompt, name) in [
            ("An astronaut riding a horse!", "an-astronaut-riding-a-horse"),
            ("../../etc/passwd", "etc-passwd"),
            ("漢字", "answer"),
            ("", "answer"),
        ] {
            assert_eq!(slug(prompt), name);
        }
        assert!(slug(&"word ".repeat(50)).len() <= 48 && slug(&"x".repeat(500)).len() <= 48);
    }
}
