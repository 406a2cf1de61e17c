//! `--json=FIELD,FIELD`: objects with the chosen fields alone, in the order in which they were named.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Map, Value};

#[derive(Default)]
pub(super) struct Fields {
    names: Vec<String>,
    /// A wrong name is reported once a run, not for every line of a stream.
    is_checked: AtomicBool,
}

impl Fields {
    pub(super) fn new(names: Vec<String>) -> Self {
        Self { names, is_checked: AtomicBool::new(false) }
    }

    /// An object, or a list of objects, with these fields alone; any other value is returned as it is. A field that an
    /// object lacks is null: fields that are null are left out of records. A name that no object has may be a typo.
    pub(super) fn of(&self, value: Value, warn: impl FnOnce(&str)) -> Value {
        if self.names.is_empty() {
            return value;
        }
        if !self.is_checked.swap(true, Ordering::Relaxed) {
            self.check(&value, warn);
        }
        match value {
            Value::Object(object) => self.chosen(object),
            Value::Array(items) => {
                let chosen = |item| match item {
                    Value::Object(object) => self.chosen(object),
                    other => other,
                };
                items.into_iter().map(chosen).collect()
            }
            other => other,
        }
    }

    fn chosen(&self, mut object: Map<String, Value>) -> Value {
        let field = |name: &String| (name.clone(), object.get_mut(name).map(Value::take).unwrap_or_default());
        Value::Object(self.names.iter().map(field).collect())
    }

    fn check(&self, value: &Value, warn: impl FnOnce(&str)) {
        let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        let known: BTreeSet<&str> =
            items.iter().filter_map(Value::as_object).flat_map(|object| object.keys().map(String::as_str)).collect();
        let unknown: Vec<String> =
            self.names.iter().filter(|name| !known.contains(name.as_str())).map(|name| format!("'{name}'")).collect();
        if known.is_empty() || unknown.is_empty() {
            return;
        }
        let (unknown, known) = (unknown.join(", "), known.into_iter().collect::<Vec<_>>().join(", "));
        warn(&format!("the output has no {unknown}, only: {known}"));
    }
}
