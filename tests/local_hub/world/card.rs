//! The metadata at the head of a README: the small part of YAML that cards are written in.

use serde_json::{Map, Value};

/// Where a line of metadata cannot be read: its number, from 1, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken(pub usize, pub &'static str);

/// The metadata of a README: `key: value`, `key: [a, b]` and lists of `- item`. None without any.
pub fn metadata(readme: &str) -> Result<Option<Map<String, Value>>, Broken> {
    let text = readme.replace("\r\n", "\n");
    let Some(block) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---").map(|(block, _)| block))
    else {
        return Ok(None);
    };
    let mut map = Map::new();
    let mut key = String::new();
    for (number, line) in block.lines().enumerate() {
        let item = line.trim_start();
        if item.is_empty() || item.starts_with('#') {
            continue;
        }
        if let Some(item) = item.strip_prefix("- ") {
            let list = map.get_mut(&key).ok_or(Broken(number + 1, "a list item without a key"))?;
            add(list, scalar(item));
            continue;
        }
        if line.starts_with(' ') {
            continue; // the inside of a nested mapping: nothing that a listing shows
        }
        let (name, value) = line.split_once(':').ok_or(Broken(number + 1, "a line without a colon"))?;
        key = name.trim().to_owned();
        let value = value.trim();
        if value.starts_with('[') != value.ends_with(']') {
            return Err(Broken(number + 1, "a bracket that is not closed"));
        }
        map.insert(key.clone(), parse(value));
    }
    Ok(Some(map))
}

fn add(list: &mut Value, item: Value) {
    match list {
        Value::Array(items) => items.push(item),
        other => *other = Value::Array(vec![item]),
    }
}

fn parse(value: &str) -> Value {
    let Some(items) = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return scalar(value) };
    items.split(',').map(|item| scalar(item.trim())).collect()
}

fn scalar(value: &str) -> Value {
    let text = value.trim();
    let quoted = |quote: char| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    match (quoted('"').or_else(|| quoted('\'')), text) {
        (Some(inner), _) => Value::from(inner),
        (None, "" | "null" | "~") => Value::Null,
        (None, "true" | "false") => Value::from(text == "true"),
        (None, _) => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Broken, metadata};

    #[test]
    fn a_card_has_values_and_lists() {
        let card = metadata("---\nlicense: mit\ntags:\n- a\n- 'b'\nlanguage: [en, fr]\n---\n# Hi\n").unwrap().unwrap();
        assert_eq!(Value::from(card), json!({"license": "mit", "tags": ["a", "b"], "language": ["en", "fr"]}));
    }

    #[test]
    fn a_broken_card_is_told_by_its_line() {
        assert_eq!(metadata("---\nlicense: mit\noops\n---\n"), Err(Broken(2, "a line without a colon")));
        assert_eq!(metadata("# no card\n"), Ok(None));
    }
}
