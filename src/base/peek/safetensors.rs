//! Safetensors: eight bytes with the length of a JSON header, the header, the tensors.

use serde_json::{Map, Value, json};

use super::parts::{MOST, Parts, Peeked, Trouble};

pub(super) fn peek(parts: &Parts) -> Result<Peeked, Trouble> {
    let length = parts.need(0..8)?.try_into().map(u64::from_le_bytes).unwrap_or_default();
    if length > parts.size.saturating_sub(8) {
        return Err(Trouble::Broken("its header is longer than the file"));
    }
    if length > MOST / 2 + MOST / 4 {
        return Err(Trouble::Broken("its header is too long to be peeked at; use `hf safetensors info`"));
    }
    let header = parts.need(8..8 + length)?;
    let mut header: Map<String, Value> =
        serde_json::from_slice(header).map_err(|_| Trouble::Broken("its header is not JSON"))?;
    let metadata = header.shift_remove("__metadata__");
    let mut parameters = 0_u64;
    let items: Vec<Value> = header
        .into_iter()
        .map(|(name, tensor)| {
            let shape = tensor.get("shape").cloned().unwrap_or_default();
            let sizes = shape.as_array().into_iter().flatten().map(|size| size.as_u64().unwrap_or_default());
            parameters = parameters.saturating_add(sizes.fold(1, u64::saturating_mul));
            json!({"name": name, "dtype": tensor.get("dtype"), "shape": shape})
        })
        .collect();
    let mut facts = Map::new();
    facts.insert("tensors".to_owned(), items.len().into());
    facts.insert("parameters".to_owned(), parameters.into());
    facts.extend(metadata.map(|metadata| ("metadata".to_owned(), metadata)));
    Ok(Peeked { format: "safetensors", facts, items, is_complete: true })
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
            assert!(matches!(look("a", &file).0, Err(Trouble::Broken(_))));
        }
    }
}
