//! Tar archives: each file has a head of its own, so that only the first are seen.

use serde_json::{Map, Value, json};

use super::parts::{FIRST, Parts, Peeked, REST, Trouble, text};

const BLOCK: usize = 512;

pub(super) fn peek(parts: &Parts) -> Result<Peeked, Trouble> {
    let (items, is_complete) = heads(parts.after(0));
    if !is_complete && parts.read() <= FIRST && parts.size > FIRST {
        return Err(Trouble::Needs(FIRST..parts.size.min(REST)));
    }
    let (items, is_complete) = match parts.get(0..FIRST).zip(parts.get(FIRST..parts.size.min(REST))) {
        Some((first, rest)) => heads(&[first, rest].concat()),
        None => (items, is_complete),
    };
    let mut facts = Map::new();
    if is_complete {
        facts.insert("files".to_owned(), items.len().into());
    }
    Ok(Peeked { format: "tar", facts, items, is_complete })
}

/// The heads that are among the bytes, and whether the end is.
fn heads(bytes: &[u8]) -> (Vec<Value>, bool) {
    let (mut items, mut at, mut long_name) = (Vec::new(), 0_usize, None);
    while let Some(head) = bytes.get(at..at.saturating_add(BLOCK)) {
        if head.iter().all(|byte| *byte == 0) {
            return (items, true);
        }
        let Some(size) = number(&head[124..136]) else { return (items, false) };
        let content = at + BLOCK;
        let Some(next) = size.checked_next_multiple_of(BLOCK).and_then(|size| content.checked_add(size)) else {
            return (items, false);
        };
        match head[156] {
            b'L' => long_name = bytes.get(content..content + size.min(next - content)).map(until_nul),
            b'x' => long_name = bytes.get(content..content + size.min(next - content)).and_then(path_of_record),
            b'g' => {}
            kind => {
                let name = long_name.take().unwrap_or_else(|| own_name(head));
                let kind = match kind {
                    b'5' => "directory",
                    b'1' | b'2' => "link",
                    _ => "file",
                };
                items.push(json!({"name": name, "size": size, "type": kind}));
            }
        }
        at = next;
    }
    (items, false)
}

fn own_name(head: &[u8]) -> String {
    let (name, prefix) = (until_nul(&head[..100]), until_nul(&head[345..500]));
    if prefix.is_empty() { name } else { format!("{prefix}/{name}") }
}

fn until_nul(bytes: &[u8]) -> String {
    text(bytes.split(|byte| *byte == 0).next().unwrap_or_default())
}

/// Octal digits, or for large files a number whose first bit is set.
fn number(field: &[u8]) -> Option<usize> {
    if field[0] & 0x80 != 0 {
        return usize::try_from(u64::from_be_bytes(field[4..].try_into().ok()?)).ok();
    }
    let digits = until_nul(field);
    let digits = digits.trim();
    if digits.is_empty() { Some(0) } else { usize::from_str_radix(digits, 8).ok() }
}

/// The path among the lines `LENGTH KEY=VALUE`.
fn path_of_record(bytes: &[u8]) -> Option<String> {
    text(bytes).lines().find_map(|line| Some(line.split_once(' ')?.1.strip_prefix("path=")?.to_owned()))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::look;

    fn archive(count: usize, size: usize) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for number in 0..count {
            let mut head = tar::Header::new_ustar();
            head.set_size(size as u64);
            head.set_mode(0o644);
            let name = format!("d{}/file-{number}", "d".repeat(number));
            archive.append_data(&mut head, name, vec![1; size].as_slice()).unwrap();
        }
        archive.into_inner().unwrap()
    }

    pub(in super::super) fn example() -> Vec<u8> {
        archive(2, 10)
    }

    #[test]
    fn the_first_files_are_named() {
        let (found, reads) = look("a.tar", &archive(130, 10));
        let found = found.unwrap();
        assert_eq!((found.items.len(), found.is_complete, reads), (130, true, 2));
        assert_eq!(found.items[120]["name"], format!("d{}/file-120", "d".repeat(120)));
        let (found, reads) = look("a.tar", &archive(4, 900_000));
        let found = found.unwrap();
        assert_eq!((found.items.len(), found.is_complete, reads), (2, false, 2));
    }
}
