//! Zip archives, and what is one under another name: the directory is at the end.

use serde_json::{Map, Value, json};

use super::parts::{Cursor, FIRST, MOST, Parts, Peeked, Trouble, text};

const END: &[u8] = b"PK\x05\x06";
const END_OF_LARGE: &[u8] = b"PK\x06\x06";
const LOCATOR: &[u8] = b"PK\x06\x07";
const ENTRY: &[u8] = b"PK\x01\x02";
/// What stands where a number does not fit.
const IN_EXTRA: u32 = u32::MAX;

/// Whether the end of a directory is near the end of the file.
pub(super) fn is_one(parts: &Parts) -> Result<bool, Trouble> {
    Ok(end_of_directory(tail(parts)?).is_some())
}

pub(super) fn peek(name: &str, parts: &Parts) -> Result<Peeked, Trouble> {
    let tail = tail(parts)?;
    let broken = Trouble::Broken("it has no directory at its end");
    let at = end_of_directory(tail).ok_or(broken.clone())?;
    let directory = directory(tail, at).ok_or(broken)?;
    let size = directory.size.min(MOST / 2);
    let end = directory.at.checked_add(size).filter(|end| *end <= parts.size);
    let end = end.ok_or(Trouble::Broken("its directory is outside of the file"))?;
    let bytes = parts.need(directory.at..end)?;
    let mut cursor = Cursor(bytes);
    let mut items = Vec::new();
    while (items.len() as u64) < directory.entries
        && let Some(item) = entry(&mut cursor)
    {
        items.push(item);
    }
    let is_complete = items.len() as u64 == directory.entries;
    let mut facts = Map::new();
    facts.insert("files".to_owned(), directory.entries.into());
    let format = if name.to_ascii_lowercase().ends_with(".npz") { "npz" } else { "zip" };
    Ok(Peeked { format, facts, items, is_complete })
}

struct Directory {
    entries: u64,
    size: u64,
    at: u64,
}

fn tail(parts: &Parts) -> Result<&[u8], Trouble> {
    parts.need(parts.size.saturating_sub(FIRST)..parts.size)
}

/// The last that there is: a comment may follow it.
fn end_of_directory(tail: &[u8]) -> Option<usize> {
    (0..tail.len().saturating_sub(21)).rev().find(|at| tail[*at..].starts_with(END))
}

fn directory(tail: &[u8], at: usize) -> Option<Directory> {
    let mut cursor = Cursor(tail.get(at + 10..)?);
    let (entries, size, place) = (cursor.u16()?, cursor.u32()?, cursor.u32()?);
    let is_large = entries == u16::MAX || size == IN_EXTRA || place == IN_EXTRA;
    if is_large && tail.get(at.checked_sub(20)?..)?.starts_with(LOCATOR) {
        // It is right before its locator, unless it was made to be longer than anybody makes it.
        let large = tail.get(at.checked_sub(76)?..)?;
        let mut cursor = Cursor(large.strip_prefix(END_OF_LARGE)?.get(28..)?);
        return Some(Directory { entries: cursor.u64()?, size: cursor.u64()?, at: cursor.u64()? });
    }
    Some(Directory { entries: entries.into(), size: size.into(), at: place.into() })
}

fn entry(cursor: &mut Cursor<'_>) -> Option<Value> {
    if cursor.take(4)? != ENTRY {
        return None;
    }
    cursor.take(16)?;
    let (packed, size) = (cursor.u32()?, cursor.u32()?);
    let (name, extra, comment) = (cursor.u16()?, cursor.u16()?, cursor.u16()?);
    cursor.take(12)?;
    let name = cursor.take(name.into())?;
    let extra = cursor.take(extra.into())?;
    cursor.take(comment.into())?;
    let size = if size == IN_EXTRA { large_size(extra) } else { Some(size.into()) };
    let packed = if packed == IN_EXTRA { None } else { Some(packed) };
    Some(json!({"name": text(name), "size": size, "packed": packed}))
}

/// The first number of the extra field for large files.
fn large_size(extra: &[u8]) -> Option<u64> {
    let mut cursor = Cursor(extra);
    loop {
        let (id, length) = (cursor.u16()?, cursor.u16()?);
        let field = cursor.take(length.into())?;
        if id == 1 {
            return Cursor(field).u64();
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::json;

    use super::super::parts::Trouble;
    use super::super::tests::look;

    fn archive(count: u16) -> Vec<u8> {
        let mut directory = Vec::new();
        for number in 0..count {
            let name = format!("file-{number:05}");
            directory.extend(b"PK\x01\x02");
            directory.extend([0; 16]);
            directory.extend(7_u32.to_le_bytes());
            directory.extend(9_u32.to_le_bytes());
            directory.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
            directory.extend([0; 16]);
            directory.extend(name.as_bytes());
        }
        let mut file = b"PK\x03\x04content".to_vec();
        let at = u32::try_from(file.len()).unwrap();
        file.extend(&directory);
        file.extend(b"PK\x05\x06\0\0\0\0");
        file.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
        file.extend([u32::try_from(directory.len()).unwrap().to_le_bytes(), at.to_le_bytes()].concat());
        file.extend(b"\x02\0no");
        file
    }

    pub(in super::super) fn example() -> Vec<u8> {
        archive(2)
    }

    #[test]
    fn the_directory_is_read_in_two_requests_at_most() {
        let (found, reads) = look("a.npz", &example());
        let found = found.unwrap();
        assert_eq!((found.format, reads, found.is_complete), ("npz", 1, true));
        assert_eq!(found.items[1], json!({"name": "file-00001", "size": 9, "packed": 7}));
        let (found, reads) = look("a", &archive(5000));
        assert_eq!((found.unwrap().items.len(), reads), (5000, 3));
        let (found, _) = look("a.zip", &archive(20_000));
        assert!(!found.unwrap().is_complete);
    }

    #[test]
    fn a_directory_elsewhere_is_refused() {
        let mut file = example();
        let at = file.len() - 8;
        file[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(matches!(look("a", &file).0, Err(Trouble::Broken(_))));
    }
}
