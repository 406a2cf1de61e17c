//! Reading YAML as values of JSON, by the core schema of YAML 1.2: what is not clearly a number, a truth value or null is text,
//! so that `no` stays the language and a date stays as it is written. Bounds keep a small text from becoming a large value.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span, StrInput};
use serde_json::{Map, Value};

/// Values in values.
const DEEPEST: usize = 128;
/// Values of one text, those that aliases repeat too.
const MOST_VALUES: usize = 1_000_000;

/// Why a text is not YAML that has a form in JSON.
#[derive(Debug, thiserror::Error)]
pub enum YamlError {
    #[error("line {}: {}", .0.marker().line(), .0.info())]
    Syntax(#[from] ScanError),
    #[error("line {line}: the key '{key}' occurs twice")]
    Twice { key: String, line: usize },
    #[error("line {line}: a key must be text or a number")]
    Key { line: usize },
    #[error("it is nested too deeply")]
    TooDeep,
    #[error("it is too large")]
    TooLarge,
    #[error("it ends too early")]
    Cut,
}

/// The value of a text with one document; null for one without any.
pub fn read(text: &str) -> Result<Value, YamlError> {
    let mut reader = Reader { parser: Parser::new_from_str(text), anchors: HashMap::new(), values: 0 };
    loop {
        match reader.next()? {
            (Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _) => {}
            (Event::StreamEnd | Event::DocumentEnd, _) => return Ok(Value::Null),
            (event, span) => return reader.value(event, span.start, 0),
        }
    }
}

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    /// With how many values each is.
    anchors: HashMap<usize, (Value, usize)>,
    values: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), YamlError> {
        Ok(self.parser.next_event().ok_or(YamlError::Cut)??)
    }

    fn count(&mut self, values: usize) -> Result<(), YamlError> {
        self.values = self.values.saturating_add(values);
        if self.values > MOST_VALUES { Err(YamlError::TooLarge) } else { Ok(()) }
    }

    /// The value that begins with this event.
    fn value(&mut self, event: Event<'a>, at: Marker, depth: usize) -> Result<Value, YamlError> {
        if depth > DEEPEST {
            return Err(YamlError::TooDeep);
        }
        let before = self.values;
        self.count(1)?;
        let (anchor, value) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_plain = style == ScalarStyle::Plain && tag.is_none_or(|tag| tag.suffix != "str");
                let text = text.into_owned();
                (anchor, if is_plain { resolved(text) } else { Value::String(text) })
            }
            Event::SequenceStart(anchor, _) => (anchor, Value::Array(self.items(depth)?)),
            Event::MappingStart(anchor, _) => (anchor, Value::Object(self.fields(depth)?)),
            Event::Alias(anchor) => {
                let (value, values) = self.anchors.get(&anchor).cloned().ok_or(YamlError::Key { line: at.line() })?;
                self.count(values)?;
                return Ok(value);
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::SequenceEnd
            | Event::MappingEnd => return Err(YamlError::Cut),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, (value.clone(), self.values - before));
        }
        Ok(value)
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Value>, YamlError> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(items),
                (event, span) => items.push(self.value(event, span.start, depth + 1)?),
            }
        }
    }

    fn fields(&mut self, depth: usize) -> Result<Map<String, Value>, YamlError> {
        let mut fields = Map::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                return Ok(fields);
            }
            let line = span.start.line();
            let key = match self.value(event, span.start, depth + 1)? {
                Value::String(key) => key,
                Value::Array(_) | Value::Object(_) => return Err(YamlError::Key { line }),
                other => other.to_string(),
            };
            let (event, span) = self.next()?;
            let value = self.value(event, span.start, depth + 1)?;
            if fields.contains_key(&key) {
                return Err(YamlError::Twice { key, line });
            }
            fields.insert(key, value);
        }
    }
}

/// What a scalar without quotes means.
pub(super) fn resolved(text: String) -> Value {
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.trim_start_matches(['-', '+']);
    let is_number =
        text.len() - digits.len() <= 1 && digits.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    // A number that begins with a zero is a code of some kind.
    let is_code = digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || is_code {
        return Value::String(text);
    }
    let plain = text.trim_start_matches('+');
    let whole = plain.parse::<i64>().map(Value::from).or_else(|_| plain.parse::<u64>().map(Value::from));
    let has_digit = digits.bytes().any(|byte| byte.is_ascii_digit());
    let fraction = || plain.parse::<f64>().ok().filter(|_| has_digit).and_then(serde_json::Number::from_f64);
    whole.ok().or_else(|| fraction().map(Value::Number)).unwrap_or(Value::String(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;

    #[test]
    fn text_is_what_is_not_clearly_something_else() {
        let text = "a: 1\nb: -2.5\nc: 1e3\nd: no\ne: 2024-01-02\nf: 007\ng: '1'\nh: ~\ni:\nj: True\nk: 1.2.3\nl: !!str 5\nm: .\n";
        let expected = json!({
            "a": 1, "b": -2.5, "c": 1000.0, "d": "no", "e": "2024-01-02", "f": "007", "g": "1", "h": null, "i": null,
            "j": true, "k": "1.2.3", "l": "5", "m": ".",
        });
        assert_eq!(read(text).unwrap(), expected);
    }

    #[test]
    fn lists_mappings_and_long_texts_are_read_in_any_style() {
        let text = "# note\ntags: [a, \"b\\n\"]\nlist:\n- x: 1\n  y: {z: 2}\n- |\n  one\n  two\n1: true\n";
        let expected = json!({"tags": ["a", "b\n"], "list": [{"x": 1, "y": {"z": 2}}, "one\ntwo\n"], "1": true});
        assert_eq!(read(text).unwrap(), expected);
        assert_eq!(read("").unwrap(), json!(null));
        assert_eq!(read("- 1\n").unwrap(), json!([1]));
    }

    #[test]
    fn what_an_alias_repeats_counts() {
        assert_eq!(read("a: &x [1, 2]\nb: *x\n").unwrap(), json!({"a": [1, 2], "b": [1, 2]}));
        let levels: String = (1..12)
            .map(|level| format!("l{level}: &l{level} [{}]\n", format!("*l{}, ", level - 1).repeat(10)))
            .collect();
        let bomb = format!("l0: &l0 [x]\n{levels}");
        assert_eq!(read(&bomb).unwrap_err().to_string(), "it is too large");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        assert_eq!(read("a: 1\na: 2\n").unwrap_err().to_string(), "line 2: the key 'a' occurs twice");
        assert_eq!(read("[a]: 1\n").unwrap_err().to_string(), "line 1: a key must be text or a number");
        assert!(read("a: [1\nb: 2\n").unwrap_err().to_string().starts_with("line "));
        assert_eq!(read(&"[".repeat(200)).unwrap_err().to_string(), "it is nested too deeply");
    }

    #[test]
    fn any_text_is_read_or_refused() {
        bolero::check!().for_each(|bytes: &[u8]| drop(read(&String::from_utf8_lossy(bytes))));
    }
}
