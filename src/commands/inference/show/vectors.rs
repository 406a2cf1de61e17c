//! Embeddings: one vector per line, as JSON.

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::context::Context;
use crate::output::Format;

/// Prints one vector per line; programs get all of them at once.
pub(super) fn print(cx: &Context, value: Value) -> Result<()> {
    let value = decoded(value);
    if cx.out.format() == Format::Json {
        return Ok(cx.out.object(&value)?);
    }
    let is_list = |value: &Value| value.as_array().is_some_and(|items| items.iter().any(Value::is_array));
    match value {
        Value::Array(vectors) if vectors.iter().any(Value::is_array) && !vectors.iter().any(is_list) => {
            for vector in vectors {
                cx.out.raw(&vector.to_string())?;
            }
            Ok(())
        }
        other => Ok(cx.out.raw(&other.to_string())?),
    }
}

/// Vectors that are packed in base64 (`--encoding-format base64`) as numbers.
fn decoded(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(decoded).collect()),
        Value::String(text) => unpacked(&text).unwrap_or(Value::String(text)),
        other => other,
    }
}

/// 32-bit numbers, the low byte first.
fn unpacked(text: &str) -> Option<Value> {
    let bytes = STANDARD.decode(text.trim()).ok()?;
    let (numbers, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return None;
    }
    Some(numbers.iter().map(|number| f64::from(f32::from_le_bytes(*number))).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::decoded;

    #[test]
    fn packed_vectors_are_unpacked() {
        assert_eq!(decoded(json!(["AACAPwAAAL8=", [1, 2]])), json!([[1.0, -0.5], [1, 2]]));
        assert_eq!(decoded(json!("no base64!")), json!("no base64!"));
    }
}
