//! GGUF: counts, then metadata as keys and values, then what tensors there are.

use serde_json::{Map, Value, json};

use super::parts::{Cursor, FIRST, Parts, Peeked, REST, Trouble, text};

/// Elements of a list that are shown.
const SHOWN: u64 = 8;
/// Lists within lists.
const MOST_NESTED: usize = 4;

pub(super) fn peek(parts: &Parts) -> Result<Peeked, Trouble> {
    let peeked = read(parts.after(0)).ok_or(Trouble::Broken("it ends too early"))?;
    // Vocabularies make metadata long: one more read, and what is not there then is left out.
    if !peeked.is_complete && parts.read() <= FIRST && parts.size > FIRST {
        return Err(Trouble::Needs(FIRST..parts.size.min(REST)));
    }
    match parts.get(0..FIRST).zip(parts.get(FIRST..parts.size.min(REST))) {
        Some((first, rest)) => read(&[first, rest].concat()).ok_or(Trouble::Broken("it ends too early")),
        None => Ok(peeked),
    }
}

fn read(bytes: &[u8]) -> Option<Peeked> {
    let mut cursor = Cursor(bytes);
    let (_magic, version, tensors, keys) = (cursor.u32()?, cursor.u32()?, cursor.u64()?, cursor.u64()?);
    let mut items = Vec::new();
    while (items.len() as u64) < keys
        && let Some(item) = pair(&mut cursor)
    {
        items.push(item);
    }
    let is_complete = items.len() as u64 == keys;
    let mut facts = Map::new();
    facts.insert("version".to_owned(), version.into());
    facts.insert("tensors".to_owned(), tensors.into());
    facts.insert("keys".to_owned(), keys.into());
    Some(Peeked { format: "gguf", facts, items, is_complete })
}

fn pair(cursor: &mut Cursor<'_>) -> Option<Value> {
    let key = string(cursor)?;
    let kind = cursor.u32()?;
    Some(json!({"key": key, "value": value(cursor, kind, 0)?}))
}

fn string(cursor: &mut Cursor<'_>) -> Option<String> {
    let length = usize::try_from(cursor.u64()?).ok()?;
    cursor.take(length).map(text)
}

fn value(cursor: &mut Cursor<'_>, kind: u32, depth: usize) -> Option<Value> {
    Some(match kind {
        0 => cursor.array::<1>()?[0].into(),
        1 => i8::from_le_bytes(cursor.array()?).into(),
        2 => cursor.u16()?.into(),
        3 => i16::from_le_bytes(cursor.array()?).into(),
        4 => cursor.u32()?.into(),
        5 => i32::from_le_bytes(cursor.array()?).into(),
        6 => f32::from_le_bytes(cursor.array()?).into(),
        7 => (cursor.array::<1>()?[0] != 0).into(),
        8 => string(cursor)?.into(),
        9 if depth < MOST_NESTED => list(cursor, depth + 1)?,
        10 => cursor.u64()?.into(),
        11 => i64::from_le_bytes(cursor.array()?).into(),
        12 => f64::from_le_bytes(cursor.array()?).into(),
        _ => return None,
    })
}

/// The first elements of a list, and how many there are.
fn list(cursor: &mut Cursor<'_>, depth: usize) -> Option<Value> {
    let (kind, count) = (cursor.u32()?, cursor.u64()?);
    let mut shown = Vec::new();
    for number in 0..count {
        let element = value(cursor, kind, depth)?;
        if number < SHOWN {
            shown.push(element);
        }
    }
    Some(if count > SHOWN { json!({"count": count, "first": shown}) } else { shown.into() })
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::json;

    use super::super::tests::look;

    fn string(text: &str) -> Vec<u8> {
        [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat()
    }

    fn file(words: u64) -> Vec<u8> {
        let mut file = b"GGUF\x03\0\0\0\x05\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0".to_vec();
        file.extend([string("general.name"), 8_u32.to_le_bytes().to_vec(), string("Tiny")].concat());
        file.extend([string("words"), 9_u32.to_le_bytes().to_vec(), 8_u32.to_le_bytes().to_vec()].concat());
        file.extend(words.to_le_bytes());
        (0..words).for_each(|_| file.extend(string("word")));
        file
    }

    pub(in super::super) fn example() -> Vec<u8> {
        file(3)
    }

    #[test]
    fn metadata_is_read_as_far_as_it_is_there() {
        let (found, reads) = look("a", &example());
        let found = found.unwrap();
        assert_eq!((found.facts["tensors"].clone(), reads, found.is_complete), (json!(5), 1, true));
        let name = json!({"key": "general.name", "value": "Tiny"});
        assert_eq!(found.items, [name.clone(), json!({"key": "words", "value": ["word", "word", "word"]})]);
        let (found, reads) = look("a", &file(10_000));
        assert_eq!((found.unwrap().items[1]["value"]["count"].clone(), reads), (json!(10_000), 2));
        let (found, reads) = look("a", &file(1_000_000));
        let found = found.unwrap();
        assert_eq!((found.items, reads, found.is_complete), (vec![name], 2, false));
    }
}
