//! Safetensors: eight bytes with the length of a JSON header, the header, the tensors.

use serde_json::{Map, Value, json};

use super::parts::{MOST, Parts, Peeked, Trouble};
use crate::base::safetensors::header::{HeaderError, PREFIX, length, parse};

/// The longest header that is peeked at, in bytes.
const LONGEST: u64 = MOST / 2 + MOST / 4;

pub(super) fn peek(parts: &Parts) -> Result<Peeked, Trouble> {
    let length = length(parts.need(0..PREFIX)?).map_err(|error| wrong(&error))?;
    if length > parts.size.saturating_sub(PREFIX) {
        return Err(Trouble::Broken("its header is longer than the file"));
    }
    if length > LONGEST {
        return Err(Trouble::Broken("its header is too long to be peeked at; use `hf safetensors info`"));
    }
    let header = parse(parts.need(PREFIX..PREFIX + length)?).map_err(|error| wrong(&error))?;
    let parameters = header.tensors.iter().fold(0_u64, |sum, tensor| sum.saturating_add(tensor.parameters()));
    let items: Vec<Value> = header
        .tensors
        .iter()
        .map(|tensor| json!({"name": tensor.name, "dtype": tensor.dtype, "shape": tensor.shape}))
        .collect();
    let mut facts = Map::new();
    facts.insert("tensors".to_owned(), items.len().into());
    facts.insert("parameters".to_owned(), parameters.into());
    facts.extend(header.metadata.map(|metadata| ("metadata".to_owned(), metadata.into())));
    Ok(Peeked { format: "safetensors", facts, items, is_complete: true })
}

fn wrong(error: &HeaderError) -> Trouble {
    Trouble::Wrong(error.to_string())
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::json;

    use super::super::parts::Trouble;
    use super::super::tests::look;

    pub(in super::super) fn example() -> Vec<u8> {
        let header = br#"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}"#;
        let mut file = (header.len() as u64).to_le_bytes().to_vec();
        file.extend_from_slice(header);
        file.extend([0; 24]);
        file
    }

    #[test]
    fn tensors_are_counted() {
        let (found, reads) = look("a", &example());
        let found = found.unwrap();
        assert_eq!((found.format, reads), ("safetensors", 1));
        assert_eq!(found.facts["parameters"], 6);
        assert_eq!(found.items, [json!({"name": "a", "dtype": "F32", "shape": [2, 3]})]);
    }

    #[test]
    fn a_header_that_cannot_be_is_refused() {
        for length in [u64::MAX, 1 << 40] {
            let mut file = example();
            file[..8].copy_from_slice(&length.to_le_bytes());
            assert!(matches!(look("a", &file).0, Err(Trouble::Wrong(_) | Trouble::Broken(_))));
        }
        let mut file = example();
        let at = file.windows(4).position(|bytes| bytes == b"24]}").unwrap();
        file[at] = b'1';
        assert!(matches!(look("a", &file).0, Err(Trouble::Wrong(_))));
    }
}
