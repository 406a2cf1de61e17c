//! Values as Python's `str` and `repr` write them: agent mode and success lines of the Python client show these.

use serde_json::{Map, Value};

use super::escape::{is_printable, push_escape};
use crate::base::json;

/// `str(value)`: text as it is, everything else as its literal.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => literal(other),
    }
}

/// `repr(value)`: `'a'`, `True`, `None`, `['a', 1]`, `{'key': 0.5}`.
pub(crate) fn literal(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => json::float(float),
            _ => number.to_string(),
        },
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => format!("{{{}}}", pairs(fields).join(", ")),
    }
}

fn pairs(fields: &Map<String, Value>) -> Vec<String> {
    fields.iter().map(|(key, value)| format!("{}: {}", quoted(key), literal(value))).collect()
}

fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut literal = String::from(quote);
    for character in text.chars() {
        if character == quote || character == '\\' {
            literal.push('\\');
            literal.push(character);
        } else if is_printable(character) {
            literal.push(character);
        } else {
            push_escape(&mut literal, character);
        }
    }
    literal.push(quote);
    literal
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{literal, text};

    #[test]
    fn literals_are_those_of_python() {
        let value = json!({"name": "é", "list": [true, false, null, 1, -2.5, 1e16], "none": {}, "empty": []});
        let expected = "{'name': 'é', 'list': [True, False, None, 1, -2.5, 1e+16], 'none': {}, 'empty': []}";
        assert_eq!(literal(&value), expected);
    }

    #[test]
    fn quotes_and_backslashes_are_those_of_python() {
        let value = json!(["it's", "say \"it's\"", "a\\b\n\u{1b}\u{200b}"]);
        assert_eq!(literal(&value), r#"["it's", 'say "it\'s"', 'a\\b\n\x1b\u200b']"#);
    }

    #[test]
    fn text_has_no_quotes() {
        assert_eq!(text(&json!("it's")), "it's");
        assert_eq!(text(&json!(true)), "True");
    }
}
