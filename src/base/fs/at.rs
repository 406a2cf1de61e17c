//! Reading and writing at a place of an open file, for several tasks at once: no cursor is shared.

use std::fs::File;
use std::io;

/// Writes all bytes at `offset`.
#[cfg(unix)]
pub fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

/// Writes all bytes at `offset`.
#[cfg(windows)]
pub fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    let mut written = 0;
    while written < bytes.len() {
        written += std::os::windows::fs::FileExt::seek_write(file, &bytes[written..], offset + written as u64)?;
    }
    Ok(())
}

/// Fills the buffer from `offset` on.
#[cfg(unix)]
pub fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

/// Fills the buffer from `offset` on.
#[cfg(windows)]
pub fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    let mut read = 0;
    while read < buffer.len() {
        match std::os::windows::fs::FileExt::seek_read(file, &mut buffer[read..], offset + read as u64)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => read += count,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{read_at, write_at};

    #[test]
    fn what_is_written_at_a_place_is_read_there() {
        let file = tempfile::tempfile().unwrap();
        write_at(&file, b"world", 6).unwrap();
        write_at(&file, b"hello ", 0).unwrap();
        let mut buffer = [0; 5];
        read_at(&file, &mut buffer, 6).unwrap();
        assert_eq!(&buffer, b"world");
        assert!(read_at(&file, &mut buffer, 7).is_err());
    }
}
