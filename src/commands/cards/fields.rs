//! What `cards get`, `set` and `unset` do to the fields of a card. Knows nothing of text.

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use crate::args::assignment::KeyPath;

/// The value of a field; `None` if it is missing or null.
pub(super) fn find<'a>(fields: &'a Map<String, Value>, key: &KeyPath) -> Option<&'a Value> {
    let (first, rest) = key.0.split_first()?;
    let inner = |value: &'a Value, part: &String| match value {
        Value::Object(fields) => fields.get(part),
        Value::Array(items) => items.get(part.parse::<usize>().ok()?),
        _ => None,
    };
    rest.iter().try_fold(fields.get(first)?, inner).filter(|value| !value.is_null())
}

/// Gives a field a value. Another value than it has needs `overwrite`; null takes the field away.
pub(super) fn set(fields: &mut Map<String, Value>, key: &KeyPath, value: Value, overwrite: bool) -> Result<()> {
    match find(fields, key) {
        Some(known) if *known == value => return Ok(()),
        Some(known) if !overwrite => {
            bail!("'{key}' already has the value {known}: add --overwrite to replace it")
        }
        None if value.is_null() => return Ok(()),
        _ => {}
    }
    if value.is_null() {
        unset(fields, key);
        return Ok(());
    }
    *slot(fields, key)? = value;
    Ok(())
}

/// Adds a value, or each of a list, to the list of a field, unless it is there.
pub(super) fn append(fields: &mut Map<String, Value>, key: &KeyPath, value: Value) -> Result<()> {
    let slot = slot(fields, key)?;
    let mut items = match slot.take() {
        Value::Null => Vec::new(),
        Value::Array(items) => items,
        Value::Object(_) => bail!("'{key}' is a mapping: nothing can be appended to it"),
        single => vec![single],
    };
    let more = if let Value::Array(more) = value { more } else { vec![value] };
    for item in more {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    *slot = Value::Array(items);
    Ok(())
}

/// Takes a field away. Returns whether it was there.
pub(super) fn unset(fields: &mut Map<String, Value>, key: &KeyPath) -> bool {
    let Some((last, outer)) = key.0.split_last() else { return false };
    if outer.is_empty() {
        return fields.shift_remove(last).is_some();
    }
    if find(fields, &KeyPath(outer.to_vec())).is_none() {
        return false;
    }
    match slot(fields, &KeyPath(outer.to_vec())) {
        Ok(Value::Object(fields)) => fields.shift_remove(last).is_some(),
        Ok(Value::Array(items)) => {
            let at = last.parse::<usize>().ok().filter(|at| *at < items.len());
            at.map(|at| items.remove(at)).is_some()
        }
        _ => false,
    }
}

/// The place of a field, which is made if it is missing.
fn slot<'a>(fields: &'a mut Map<String, Value>, key: &KeyPath) -> Result<&'a mut Value> {
    let Some((first, rest)) = key.0.split_first() else { bail!("the key is empty") };
    let mut slot = fields.entry(first.clone()).or_insert(Value::Null);
    for part in rest {
        if slot.is_null() {
            *slot = json!({});
        }
        slot = match slot {
            Value::Object(fields) => fields.entry(part.clone()).or_insert(Value::Null),
            Value::Array(items) => {
                let count = items.len();
                let Some(at) = part.parse::<usize>().ok().filter(|at| *at <= count) else {
                    bail!("'{key}': '{part}' is not the number of an item of a list of {count}");
                };
                if at == count {
                    items.push(Value::Null);
                }
                &mut items[at]
            }
            _ => bail!("'{key}' cannot be set: what is above it has a value of its own"),
        };
    }
    Ok(slot)
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{append, find, set, unset};
    use crate::args::assignment::KeyPath;

    fn key(text: &str) -> KeyPath {
        text.parse().unwrap()
    }

    fn card() -> Map<String, Value> {
        let card = json!({"license": "mit", "tags": ["a"], "deep": {"list": [{"x": 1}]}, "none": null});
        card.as_object().unwrap().clone()
    }

    #[test]
    fn dots_go_down() {
        assert_eq!(find(&card(), &key("deep.list.0.x")), Some(&json!(1)));
        for missing in ["none", "deep.list.1", "license.x", "deep.list.x"] {
            assert_eq!(find(&card(), &key(missing)), None, "{missing}");
        }
    }

    #[test]
    fn another_value_needs_overwrite() {
        let mut fields = card();
        set(&mut fields, &key("license"), json!("mit"), false).unwrap();
        set(&mut fields, &key("none"), json!(1), false).unwrap();
        set(&mut fields, &key("new.inner"), json!(2), false).unwrap();
        let error = set(&mut fields, &key("license"), json!("other"), false).unwrap_err().to_string();
        assert!(error.contains("--overwrite"), "{error}");
        set(&mut fields, &key("deep.list.0.x"), json!(5), true).unwrap();
        set(&mut fields, &key("license"), Value::Null, true).unwrap();
        let expected = json!({"tags": ["a"], "deep": {"list": [{"x": 5}]}, "none": 1, "new": {"inner": 2}});
        assert_eq!(Value::Object(fields), expected);
    }

    #[test]
    fn appended_values_are_there_once() {
        let mut fields = card();
        append(&mut fields, &key("tags"), json!(["b", "a"])).unwrap();
        append(&mut fields, &key("license"), json!("apache-2.0")).unwrap();
        append(&mut fields, &key("datasets"), json!("x")).unwrap();
        assert_eq!((&fields["tags"], &fields["license"]), (&json!(["a", "b"]), &json!(["mit", "apache-2.0"])));
        assert_eq!(fields["datasets"], json!(["x"]));
        assert!(append(&mut fields, &key("deep"), json!(1)).is_err());
    }

    #[test]
    fn fields_are_taken_away_at_any_depth() {
        let mut fields = card();
        assert!(unset(&mut fields, &key("deep.list.0")) && unset(&mut fields, &key("license")));
        for missing in ["license", "deep.list.0", "a.b", "tags.x"] {
            assert!(!unset(&mut fields, &key(missing)), "{missing}");
        }
        assert_eq!(Value::Object(fields), json!({"tags": ["a"], "deep": {"list": []}, "none": null}));
    }
}
