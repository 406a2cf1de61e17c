//! GGUF: counts, then metadata as keys and values, then what tensors there are.

use serde_json::{Map, Value, json};

use super::parts::{Cursor, FIRST, Parts, Peeked, REST, Trouble, text};

/// Elements of a list that are shown.
const SHOWN: u64 = 8;
const CUT: &str = "it ends too early";
/// Lists within lists.
const MOST_NESTED: usize = 4;

/// The least that a key or a tensor takes in a file, in bytes: the length of its name.
const LEAST: u64 = 8;
const VERSIONS: std::ops::RangeInclusive<u32> = 1..=3;

pub(super) fn peek(parts: &Parts) -> Result<Peeked, Trouble> {
    let both = parts.get(0..FIRST).zip(parts.get(FIRST..parts.size.min(REST)));
    let peeked = both.map_or_else(|| read(parts.after(0)), |(first, rest)| read(&[first, rest].concat()));
    let peeked = peeked.ok_or(Trouble::Broken(CUT))?;
    check(&peeked, parts.size)?;
    match parts.read() {
        _ if peeked.is_complete => Ok(peeked),
        known if known >= parts.size => Err(Trouble::Broken(CUT)),
        // Vocabularies make metadata long: one more read, and what is not there then is left out.
        known if known <= FIRST => Err(Trouble::Needs(FIRST..parts.size.min(REST))),
        _ => Ok(peeked),
    }
}

/// Counts that no file of that size can have are those of no GGUF file.
fn check(peeked: &Peeked, size: u64) -> Result<(), Trouble> {
    let fact = |name: &str| peeked.facts.get(name).and_then(Value::as_u64).unwrap_or_default();
    if !u32::try_from(fact("version")).is_ok_and(|version| VERSIONS.contains(&version)) {
        return Err(Trouble::Broken("its version is unknown"));
    }
    let count = fact("tensors").saturating_add(fact("keys"));
    if count > size / LEAST { Err(Trouble::Broken("it claims more than fits into it")) } else { Ok(()) }
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

    use super::super::parts::Trouble;
    use super::super::tests::look;

    #[test]
    fn counts_and_versions_that_cannot_be_are_refused() {
        let header = |version: u32, tensors: u64, keys: u64| {
            [b"GGUF", &version.to_le_bytes()[..], &tensors.to_le_bytes(), &keys.to_le_bytes(), &[0; 64]].concat()
        };
        for (file, reason) in [
            (header(3, u64::MAX, u64::MAX), "it claims more than fits into it"),
            (header(3, 0, 12), "it claims more than fits into it"),
            (header(0x0300_0000, 0, 0), "its version is unknown"),
            (b"GGUF".to_vec(), "it ends too early"),
        ] {
            assert_eq!(look("a", &file).0, Err(Trouble::Broken(reason)));
        }
        assert!(look("a", &header(3, 0, 0)).0.is_ok());
    }

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
        let cut = &example()[..60];
        assert_eq!(look("a", cut).0, Err(Trouble::Broken("it ends too early")));
        let (found, reads) = look("a", &file(10_000));
        assert_eq!((found.unwrap().items[1]["value"]["count"].clone(), reads), (json!(10_000), 2));
        let (found, reads) = look("a", &file(1_000_000));
        let found = found.unwrap();
        assert_eq!((found.items, reads, found.is_complete), (vec![name], 2, false));
    }
}
