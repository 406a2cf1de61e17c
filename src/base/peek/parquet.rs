//! Parquet: the metadata is at the end, in Thrift's compact protocol, with its length behind it.

use serde_json::{Map, Value, json};

use super::parts::{Cursor, FIRST, MOST, Parts, Peeked, Trouble, text};

const MAGIC: &[u8] = b"PAR1";
/// Structures within structures.
const MOST_NESTED: usize = 24;
/// The names of the physical types, by their numbers.
const TYPES: [&str; 8] =
    ["BOOLEAN", "INT32", "INT64", "INT96", "FLOAT", "DOUBLE", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"];

pub(super) fn peek(parts: &Parts) -> Result<Peeked, Trouble> {
    let size = parts.size;
    let end = parts.need(size.saturating_sub(FIRST)..size)?;
    let broken = Trouble::Broken("it is not a Parquet file");
    let (length, magic) = end.split_last_chunk::<8>().map_or((0, &[][..]), |(_, [a, b, c, d, magic @ ..])| {
        (u64::from(u32::from_le_bytes([*a, *b, *c, *d])), &magic[..])
    });
    if magic != MAGIC || length > size.saturating_sub(12) {
        return Err(broken);
    }
    if length > MOST / 2 + MOST / 4 {
        return Err(Trouble::Broken("its metadata is too long to be peeked at"));
    }
    let metadata = parts.need(size - 8 - length..size - 8)?;
    let Some(Thrift::Struct(fields)) = structure(&mut Cursor(metadata), 0) else {
        return Err(Trouble::Broken("its metadata cannot be read"));
    };
    Ok(of_metadata(&fields))
}

/// A value of the compact protocol, as far as it matters.
enum Thrift<'a> {
    Number(i64),
    Bytes(&'a [u8]),
    List(Vec<Self>),
    Struct(Vec<(i16, Self)>),
    Other,
}

impl<'a> Thrift<'a> {
    fn field(&self, id: i16) -> Option<&Self> {
        let Self::Struct(fields) = self else { return None };
        find(fields, id)
    }

    fn number(&self) -> Option<i64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    fn bytes(&self) -> Option<String> {
        if let Self::Bytes(bytes) = self { Some(text(bytes)) } else { None }
    }

    fn list(&self) -> &[Self] {
        if let Self::List(list) = self { list } else { &[] }
    }
}

fn find<'t, 'a>(fields: &'t [(i16, Thrift<'a>)], id: i16) -> Option<&'t Thrift<'a>> {
    fields.iter().find(|(known, _)| *known == id).map(|(_, value)| value)
}

fn of_metadata(fields: &[(i16, Thrift<'_>)]) -> Peeked {
    let mut facts = Map::new();
    facts.extend(find(fields, 3).and_then(Thrift::number).map(|rows| ("rows".to_owned(), rows.into())));
    let groups = find(fields, 4).map_or(0, |groups| groups.list().len());
    facts.insert("row_groups".to_owned(), groups.into());
    facts.extend(find(fields, 6).and_then(Thrift::bytes).map(|by| ("created_by".to_owned(), by.into())));
    let items = columns(find(fields, 2).map_or(&[], Thrift::list));
    facts.insert("columns".to_owned(), items.len().into());
    Peeked { format: "parquet", facts, items, is_complete: true }
}

/// The schema is a tree, written from its root on, each with the number of its children.
fn columns(schema: &[Thrift<'_>]) -> Vec<Value> {
    let mut items = Vec::new();
    let mut open: Vec<(String, i64)> = Vec::new();
    for element in schema.iter().skip(1) {
        while open.last().is_some_and(|(_, left)| *left <= 0) {
            open.pop();
        }
        let own = element.field(4).and_then(Thrift::bytes).unwrap_or_default();
        let name = open.last().map_or_else(|| own.clone(), |(above, _)| format!("{above}.{own}"));
        if let Some((_, left)) = open.last_mut() {
            *left -= 1;
        }
        match element.field(5).and_then(Thrift::number).filter(|children| *children > 0) {
            Some(children) if open.len() < MOST_NESTED => open.push((name, children)),
            _ => {
                let kind = element.field(1).and_then(Thrift::number).and_then(|kind| usize::try_from(kind).ok());
                items.push(json!({"name": name, "type": kind.and_then(|kind| TYPES.get(kind))}));
            }
        }
    }
    items
}

fn structure<'a>(cursor: &mut Cursor<'a>, depth: usize) -> Option<Thrift<'a>> {
    let (mut fields, mut id) = (Vec::new(), 0_i16);
    loop {
        let [head] = cursor.array()?;
        let kind = head & 0x0f;
        if head == 0 {
            return Some(Thrift::Struct(fields));
        }
        id = match head >> 4 {
            0 => i16::try_from(zigzag(varint(cursor)?)).ok()?,
            step => id.checked_add(i16::from(step))?,
        };
        // Truth is in the type itself.
        let value = if matches!(kind, 1 | 2) { Thrift::Other } else { value(cursor, kind, depth)? };
        fields.push((id, value));
    }
}

fn value<'a>(cursor: &mut Cursor<'a>, kind: u8, depth: usize) -> Option<Thrift<'a>> {
    if depth > MOST_NESTED {
        return None;
    }
    Some(match kind {
        1..=3 => {
            cursor.take(1)?;
            Thrift::Other
        }
        4..=6 => Thrift::Number(zigzag(varint(cursor)?)),
        7 => {
            cursor.take(8)?;
            Thrift::Other
        }
        8 => {
            let length = usize::try_from(varint(cursor)?).ok()?;
            Thrift::Bytes(cursor.take(length)?)
        }
        9 | 10 => list(cursor, depth)?,
        11 => map(cursor, depth)?,
        12 => structure(cursor, depth + 1)?,
        _ => return None,
    })
}

fn list<'a>(cursor: &mut Cursor<'a>, depth: usize) -> Option<Thrift<'a>> {
    let [head] = cursor.array()?;
    let count = if head >> 4 == 15 { varint(cursor)? } else { u64::from(head >> 4) };
    let mut list = Vec::new();
    // Every element takes a byte at least, so that no count costs more than the file has.
    for _ in 0..count {
        list.push(value(cursor, head & 0x0f, depth + 1)?);
    }
    Some(Thrift::List(list))
}

fn map<'a>(cursor: &mut Cursor<'a>, depth: usize) -> Option<Thrift<'a>> {
    let count = varint(cursor)?;
    if count > 0 {
        let [kinds] = cursor.array()?;
        for _ in 0..count {
            value(cursor, kinds >> 4, depth + 1)?;
            value(cursor, kinds & 0x0f, depth + 1)?;
        }
    }
    Some(Thrift::Other)
}

fn varint(cursor: &mut Cursor<'_>) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let [byte] = cursor.array()?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[expect(clippy::cast_possible_wrap, reason = "that is how the sign is folded in")]
fn zigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::json;

    use super::super::parts::Trouble;
    use super::super::tests::look;

    /// A schema of a root, a column and a group with a column; 7 rows in one group.
    pub(in super::super) fn example() -> Vec<u8> {
        let mut metadata = vec![0x15, 2, 0x19, 0x4c];
        metadata.extend(b"\x48\x04root\x15\x04\0");
        metadata.extend(b"\x15\x04\x38\x02id\0");
        metadata.extend(b"\x48\x01g\x15\x02\0");
        metadata.extend(b"\x15\x0c\x38\x01x\0");
        metadata.extend(b"\x16\x0e\x19\x1c\0\x28\x02me\0");
        let mut file = b"PAR1data".to_vec();
        file.extend(&metadata);
        file.extend(u32::try_from(metadata.len()).unwrap().to_le_bytes());
        file.extend(b"PAR1");
        file
    }

    #[test]
    fn rows_and_columns_are_read_from_the_end() {
        let (found, reads) = look("a.parquet", &example());
        let found = found.unwrap();
        assert_eq!(reads, 1);
        assert_eq!(json!(found.facts), json!({"rows": 7, "row_groups": 1, "created_by": "me", "columns": 2}));
        assert_eq!(found.items, [json!({"name": "id", "type": "INT64"}), json!({"name": "g.x", "type": "BYTE_ARRAY"})]);
        assert_eq!(look("a", &example()).1, 1, "a short file is known as a whole");
    }

    #[test]
    fn what_is_none_is_refused() {
        for file in [&b"PAR1"[..], b"PAR1\xff\xff\xff\xffPAR1", b"x"] {
            assert!(matches!(look("a.parquet", file).0, Err(Trouble::Broken(_))), "{file:?}");
        }
    }
}
