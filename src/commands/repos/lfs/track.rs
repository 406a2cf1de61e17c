//! `hf repos lfs track`.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::base::size::ByteSize;
use crate::commands::git::Git;
use crate::context::Context;

const ATTRIBUTES: &str = ".gitattributes";
/// The Hub refuses larger files outside of LFS.
const ABOVE: &str = "10MB";
/// Bytes at the beginning of a file that tell text from the rest.
const SAMPLE: u64 = 8000;

/// Track large files of a git clone with LFS
///
/// Adds new and changed files above a size to .gitattributes, each by its own name. Files that git ignores or that are
/// tracked already are left alone.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos lfs track ./my-model
  $ hf repos lfs track . --above 5MB --binary --dry-run")]
pub struct Track {
    /// Folder of the clone
    dir: PathBuf,
    /// Track files of at least this size
    #[arg(long, value_name = "SIZE", default_value = ABOVE)]
    above: ByteSize,
    /// Also track binary files of any size
    #[arg(long)]
    binary: bool,
    /// Show what would be tracked, without writing it
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Tracked {
    files: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
}

impl Track {
    pub fn run(self, cx: &Context) -> Result<()> {
        let git = Git::in_folder(&self.dir);
        let changed = git.ask(&["ls-files", "-z", "--others", "--modified", "--exclude-standard"])?;
        let mut files: Vec<String> = names(&changed).filter(|name| self.is_wanted(name)).collect();
        files.dedup();
        let tracked = tracked(&git, &files)?;
        files.retain(|name| !tracked.contains(name));
        let (count, result) = (files.len(), Tracked { files, dry_run: self.dry_run });
        if count == 0 {
            return Ok(cx.out.unchanged("Nothing to do: there is no file to track", &result)?);
        }
        if self.dry_run {
            return Ok(cx.out.unchanged("Would track", &result)?);
        }
        let path = self.dir.join(ATTRIBUTES);
        let before = if path.exists() { fs::read_to_string(&path) } else { Ok(String::new()) };
        let before = before.with_context(|| format!("cannot read '{}'", path.display()))?;
        let end = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
        let lines: String = result.files.iter().map(|name| line(name)).collect();
        fs::write(&path, before + end + &lines).with_context(|| format!("cannot write '{}'", path.display()))?;
        Ok(cx.out.done("Tracked with LFS", &result)?)
    }

    fn is_wanted(&self, name: &str) -> bool {
        let path = self.dir.join(name);
        // A file that was deleted is among the changed ones.
        let Ok(about) = fs::symlink_metadata(&path) else { return false };
        about.is_file() && (about.len() >= self.above.0 || self.binary && is_binary(&path))
    }
}

/// What git prints with a NUL behind each name; names that are not UTF-8 cannot be written down here.
fn names(output: &[u8]) -> impl Iterator<Item = String> {
    output
        .split(|byte| *byte == 0)
        .filter_map(|name| String::from_utf8(name.to_vec()).ok())
        .filter(|name| !name.is_empty())
}

/// Those that LFS has already.
fn tracked(git: &Git, files: &[String]) -> Result<Vec<String>> {
    let listed = files.iter().flat_map(|name| [name.as_bytes(), b"\0"].concat()).collect::<Vec<u8>>();
    let output = git.tell(&["check-attr", "-z", "--stdin", "filter"], &listed)?;
    let fields: Vec<String> = names(&output).collect();
    Ok(fields
        .chunks(3)
        .filter(|fields| fields.last().is_some_and(|value| value == "lfs"))
        .map(|fields| fields[0].clone())
        .collect())
}

/// Control characters are not in texts.
fn is_binary(path: &Path) -> bool {
    let mut sample = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(SAMPLE).read_to_end(&mut sample));
    let is_text = |byte: &u8| matches!(byte, 7..=10 | 12 | 13 | 27 | 32..=126 | 128..);
    read.is_ok() && !sample.iter().all(is_text)
}

/// A line that means this file alone: what has a meaning in patterns loses it.
fn line(name: &str) -> String {
    let mut pattern = String::from("/");
    for letter in name.chars() {
        match letter {
            '*' | '?' | '[' | '\\' => pattern.extend(['\\', letter]),
            letter => pattern.push(letter),
        }
    }
    if pattern.contains([' ', '"', '\t', '\n']) {
        let escaped = pattern.replace('\\', "\\\\").replace('"', "\\\"").replace('\t', "\\t").replace('\n', "\\n");
        pattern = format!("\"{escaped}\"");
    }
    format!("{pattern} filter=lfs diff=lfs merge=lfs -text\n")
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_means_one_file() {
        let pattern = |name| line(name).strip_suffix(" filter=lfs diff=lfs merge=lfs -text\n").unwrap().to_owned();
        assert_eq!(pattern("d/a.bin"), "/d/a.bin");
        assert_eq!(pattern("a[1]*.bin"), "/a\\[1]\\*.bin");
        assert_eq!(pattern("a b.bin"), "\"/a b.bin\"");
        assert_eq!(pattern("a \"[b"), "\"/a \\\"\\\\[b\"");
    }
}
