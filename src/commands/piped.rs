//! Content that comes through a pipe: it has to be hashed before it is sent, so it is kept in a file until then.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::base::fs::Temporary;
use crate::context::Context;
use crate::transfer::background;

/// So many bytes that a person wonders where they are.
const LARGE: u64 = 64 << 20;

/// Standard input.
pub(super) const STDIN: &str = "-";

/// Whether the path names no file, but something that content comes out of.
pub(super) fn is_piped(path: &str) -> bool {
    (path == STDIN && !Path::new(path).exists()) || is_pipe(path)
}

#[cfg(unix)]
fn is_pipe(path: &str) -> bool {
    use std::os::unix::fs::FileTypeExt;
    fs::metadata(path).is_ok_and(|found| found.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_pipe(_path: &str) -> bool {
    false
}

/// All that comes, in a file. A large amount is told: it takes disk space.
pub(super) async fn received(cx: &Context, path: &str) -> Result<Temporary> {
    let (path, folder) = (path.to_owned(), cx.config.paths.temporary.clone());
    let place = folder.display().to_string();
    let told = format!("Keeping standard input in '{place}' until it ends: it has to be hashed before it is sent");
    let out = cx.out.clone();
    let receive = move |_interrupted: &_| -> io::Result<Temporary> {
        let input: Box<dyn Read> = if path == STDIN { Box::new(io::stdin()) } else { Box::new(File::open(&path)?) };
        Temporary::file(&folder, Counted { input, left: LARGE, at_last: || out.log(&told) })
    };
    background::run(receive).await?.with_context(|| format!("cannot keep what comes through the pipe in '{place}'"))
}

/// Reads, and says so once when it was much.
struct Counted<R, F> {
    input: R,
    /// Bytes until then.
    left: u64,
    at_last: F,
}

impl<R: Read, F: Fn()> Read for Counted<R, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let left = self.left.saturating_sub(count as u64);
        if self.left > 0 && left == 0 {
            (self.at_last)();
        }
        self.left = left;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::io::Read;

    use super::Counted;

    #[test]
    fn much_is_told_once() {
        for (length, times) in [(4, 0), (5, 1), (50, 1)] {
            let told = Cell::new(0);
            let input = vec![0; length];
            let mut counted = Counted { input: input.as_slice(), left: 5, at_last: || told.set(told.get() + 1) };
            let mut read = Vec::new();
            counted.read_to_end(&mut read).unwrap();
            assert_eq!((read.len(), told.get()), (length, times));
        }
    }
}
