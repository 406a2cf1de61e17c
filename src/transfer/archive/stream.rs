//! The outermost layer of an archive: packed with Zstandard or gzip, or plain.
//!
//! Zstandard by Meta's own library: the one in Rust alone unpacks four times slower and packs too little to be worth it. Level 1,
//! for weights do not get smaller by any other.

use std::io::{self, BufReader, Cursor, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;

const LEVEL: i32 = 1;
/// The first bytes of every frame.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The first bytes of every member of a gzip file.
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// Endings of archives that are something else.
const OTHERS: [&str; 9] = ["zip", "7z", "rar", "xz", "txz", "bz2", "tbz2", "lz4", "br"];
/// How far back a packed byte may refer, as a power of two: 32 MiB, which have to be kept in memory. What
/// [`packed`] writes needs less than 8 MiB, as does all that `zstd -19` writes.
const LONGEST_WINDOW: u32 = 25;
const BUFFER_BYTES: usize = 1024 * 1024;
/// More threads wait for the disk.
const MOST_THREADS: u32 = 8;

/// How an archive is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// A tar file as it is.
    Plain,
    /// A tar file behind zstd.
    Zstandard,
    /// A tar file behind gzip.
    Gzip,
}

impl Packing {
    /// As the end of the file's name says: `.zst`, `.tzst`, `.gz` and `.tgz` are packed. `None` if it promises another
    /// kind of archive.
    pub fn of_name(path: &Path) -> Option<Self> {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        match extension.to_ascii_lowercase().as_str() {
            "zst" | "zstd" | "tzst" => Some(Self::Zstandard),
            "gz" | "tgz" => Some(Self::Gzip),
            other if OTHERS.contains(&other) => None,
            _ => Some(Self::Plain),
        }
    }
}

/// Writes all that `write` gives, packed.
pub(super) fn packed<E: From<Unwritable>>(
    target: &mut dyn Write,
    packing: Packing,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    match packing {
        Packing::Plain => return write(target),
        Packing::Gzip => {
            let mut encoder = GzEncoder::new(target, Compression::fast());
            write(&mut encoder)?;
            encoder.finish().map_err(Unwritable)?;
            return Ok(());
        }
        Packing::Zstandard => {}
    }
    let cores = std::thread::available_parallelism().map_or(1, |count| u32::try_from(count.get()).unwrap_or(1));
    let encoder = || {
        let mut encoder = zstd::Encoder::new(target, LEVEL)?;
        encoder.include_checksum(true)?;
        encoder.multithread(cores.min(MOST_THREADS))?;
        Ok(encoder)
    };
    let mut encoder = encoder().map_err(Unwritable)?;
    write(&mut encoder)?;
    encoder.finish().map_err(Unwritable)?;
    Ok(())
}

/// The archive cannot be written.
pub(super) struct Unwritable(pub io::Error);

/// What was packed, whichever way that was.
pub(super) fn unpacked<'r>(source: impl Read + 'r) -> io::Result<Box<dyn Read + 'r>> {
    let mut source = BufReader::with_capacity(BUFFER_BYTES, source);
    let mut head = Vec::new();
    // A pipe may give less at a time.
    source.by_ref().take(MAGIC.len() as u64).read_to_end(&mut head)?;
    let (is_zstandard, is_gzip) = (head == MAGIC, head.starts_with(&GZIP_MAGIC));
    let whole = Cursor::new(head).chain(source);
    if is_gzip {
        return Ok(Box::new(MultiGzDecoder::new(whole)));
    }
    if !is_zstandard {
        return Ok(Box::new(whole));
    }
    let mut decoder = zstd::Decoder::with_buffer(whole)?;
    decoder.window_log_max(LONGEST_WINDOW)?;
    Ok(Box::new(decoder))
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::path::Path;

    use super::{LONGEST_WINDOW, Packing, Unwritable, packed, unpacked};

    #[test]
    fn the_name_says_whether_it_is_packed() {
        for (name, packing) in [
            ("a.tar", Some(Packing::Plain)),
            ("a.tar.zst", Some(Packing::Zstandard)),
            ("a.TZST", Some(Packing::Zstandard)),
            ("a.tar.gz", Some(Packing::Gzip)),
            ("a.tgz", Some(Packing::Gzip)),
            ("a.zip", None),
            ("a.tar.xz", None),
            ("-", Some(Packing::Plain)),
        ] {
            assert_eq!(Packing::of_name(Path::new(name)), packing, "{name}");
        }
    }

    #[test]
    fn what_was_packed_either_way_comes_out_again() {
        for packing in [Packing::Plain, Packing::Zstandard, Packing::Gzip] {
            let mut bytes = Vec::new();
            let done: Result<(), Unwritable> =
                packed(&mut bytes, packing, |target| target.write_all(b"content").map_err(Unwritable));
            assert!(done.is_ok());
            assert_eq!(bytes == b"content", packing == Packing::Plain);
            let mut text = String::new();
            unpacked(&bytes[..]).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "content");
        }
    }

    #[test]
    fn what_needs_much_memory_to_be_unpacked_is_refused() {
        let packed = |window| {
            let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
            encoder.window_log(window).unwrap();
            encoder.write_all(&[b'a'; 100]).unwrap();
            encoder.finish().unwrap()
        };
        let read = |bytes: &[u8]| unpacked(bytes).unwrap().read_to_end(&mut Vec::new()).map_err(|error| error.kind());
        assert_eq!(read(&packed(LONGEST_WINDOW)), Ok(100));
        assert!(read(&packed(LONGEST_WINDOW + 1)).is_err());
    }
}
