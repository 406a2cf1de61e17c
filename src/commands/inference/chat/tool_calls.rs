//! Calls of tools that arrive piece by piece: the name first, then the arguments a few characters at a time.

use serde_json::{Map, Value};

/// The calls of an answer, as far as they have come.
#[derive(Debug, Default)]
pub(super) struct ToolCalls(Vec<(u64, Map<String, Value>)>);

impl ToolCalls {
    /// Adds what a piece of the answer has of them.
    pub(super) fn add(&mut self, piece: &Value) {
        let parts = piece.pointer("/choices/0/delta/tool_calls").and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            // A server that never makes more than one call may leave the number out.
            let index = part["index"].as_u64().unwrap_or_default();
            let at = self.0.iter().position(|(known, _)| *known == index).unwrap_or_else(|| {
                self.0.push((index, Map::new()));
                self.0.len() - 1
            });
            if let Value::Object(fields) = part {
                merge(&mut self.0[at].1, fields);
            }
        }
    }

    /// All calls, in the form of an answer that comes at once.
    pub(super) fn done(self) -> Vec<Value> {
        self.0.into_iter().map(|(_, call)| Value::Object(call)).collect()
    }
}

/// Texts of a function are appended, everything else comes once.
fn merge(call: &mut Map<String, Value>, part: &Map<String, Value>) {
    for (key, value) in part {
        match (call.get_mut(key), value) {
            _ if key == "index" || value.is_null() => {}
            (Some(Value::Object(known)), Value::Object(more)) => merge(known, more),
            (Some(Value::String(known)), Value::String(more)) if key == "arguments" => known.push_str(more),
            (Some(Value::String(known)), Value::String(_)) if !known.is_empty() => {}
            _ => drop(call.insert(key.clone(), value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::ToolCalls;

    fn piece(calls: &Value) -> Value {
        json!({"choices": [{"index": 0, "delta": {"tool_calls": calls}}]})
    }

    #[test]
    fn arguments_are_put_together_call_by_call() {
        let mut calls = ToolCalls::default();
        for part in [
            json!([{"index": 0, "id": "a", "type": "function", "function": {"name": "weather", "arguments": ""}}]),
            json!([{"index": 0, "function": {"arguments": "{\"city\": "}}]),
            json!([{"index": 1, "id": "b", "type": "function", "function": {"name": "time", "arguments": "{}"}}]),
            json!([{"index": 0, "id": null, "type": "function", "function": {"name": "", "arguments": "\"Paris\"}"}}]),
        ] {
            calls.add(&piece(&part));
        }
        calls.add(&json!({"choices": [{"delta": {"content": "text"}}]}));
        let expected = json!([
            {"id": "a", "type": "function", "function": {"name": "weather", "arguments": "{\"city\": \"Paris\"}"}},
            {"id": "b", "type": "function", "function": {"name": "time", "arguments": "{}"}},
        ]);
        assert_eq!(Value::from(calls.done()), expected);
    }
}
