//! JSON as Python's `json.dumps` lays it out: `, ` and `: ` between items, everything beyond ASCII escaped.
//! Scripts compare our output with the Python client's, and commits are sent in this form. Also what both clients do to
//! the JSON of the Hub before it is shown.

use std::io::{self, Write};

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

/// One line, ASCII only.
///
/// # Errors
/// What `value`'s own `Serialize` refuses, such as a map whose keys are not text.
pub fn line<T: Serialize>(value: &T) -> serde_json::Result<String> {
    write(value, OneLine)
}

/// Several lines, each level indented by `spaces`, ASCII only.
///
/// # Errors
/// As [`line()`].
pub fn indented<T: Serialize>(value: &T, spaces: usize) -> serde_json::Result<String> {
    let indent = " ".repeat(spaces);
    write(value, Indented(PrettyFormatter::with_indent(indent.as_bytes())))
}

/// A finite number as Python's `repr` writes it: `1.0`, `1e+16`, `1e-05`.
pub fn float(value: f64) -> String {
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..16).contains(&exponent) {
        let plain = value.to_string();
        return if plain.contains('.') { plain } else { plain + ".0" };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// The value without fields that are null, at any depth; nulls in lists stay.
pub fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let known = fields.into_iter().filter(|(_, value)| !value.is_null());
            known.map(|(key, value)| (key, without_nulls(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// Reads a field whose `{}` and `[]` mean the same as null.
///
/// # Errors
/// The field is something else than `T`.
pub fn unless_empty<'de, D: Deserializer<'de>, T: DeserializeOwned>(field: D) -> Result<Option<T>, D::Error> {
    let value = Value::deserialize(field)?;
    let is_empty = match &value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    if is_empty { Ok(None) } else { T::deserialize(value).map(Some).map_err(D::Error::custom) }
}

fn write<T: Serialize, F: Formatter>(value: &T, formatter: F) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, formatter))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

struct OneLine;

impl Formatter for OneLine {
    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(float(value).as_bytes())
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        write_ascii(writer, fragment)
    }
}

struct Indented<'a>(PrettyFormatter<'a>);

impl Formatter for Indented<'_> {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }

    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(float(value).as_bytes())
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        write_ascii(writer, fragment)
    }
}

fn write_ascii<W: ?Sized + Write>(writer: &mut W, fragment: &str) -> io::Result<()> {
    let mut rest = fragment;
    while let Some(at) = rest.find(|c: char| !c.is_ascii() || c == '\u{7f}') {
        let (plain, tail) = rest.split_at(at);
        writer.write_all(plain.as_bytes())?;
        let mut characters = tail.chars();
        for unit in characters.next().unwrap_or_default().encode_utf16(&mut [0; 2]) {
            write!(writer, "\\u{unit:04x}")?;
        }
        rest = characters.as_str();
    }
    writer.write_all(rest.as_bytes())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{float, indented, line, unless_empty, without_nulls};

    #[test]
    fn the_delete_character_is_escaped_too() {
        assert_eq!(line(&"a\u{7f}b").unwrap(), r#""a\u007fb""#);
    }

    #[test]
    fn a_line_is_what_python_prints() {
        let value = json!({"name": "é😀\n", "list": [1, 2.5, null, true], "empty": {}, "none": []});
        let expected = r#"{"name": "\u00e9\ud83d\ude00\n", "list": [1, 2.5, null, true], "empty": {}, "none": []}"#;
        assert_eq!(line(&value).unwrap(), expected);
    }

    #[test]
    fn indented_json_is_what_python_prints() {
        let value = json!({"a": {"b": ["ü"]}, "c": {}});
        assert_eq!(indented(&value, 1).unwrap(), "{\n \"a\": {\n  \"b\": [\n   \"\\u00fc\"\n  ]\n },\n \"c\": {}\n}");
    }

    #[test]
    fn numbers_are_written_as_python_writes_them() {
        let numbers = [0.0, -0.5, 1.0, 123456.75, 0.0001, 0.00001, 1e15, 1e16, 1.25e22, -2.5e-7];
        let expected = "0.0 -0.5 1.0 123456.75 0.0001 1e-05 1000000000000000.0 1e+16 1.25e+22 -2.5e-07";
        assert_eq!(numbers.map(float).join(" "), expected);
        let moments = [1_795_211_426.0, 1_795_211_426.194_338_6, 0.1 + 0.2];
        assert_eq!(moments.map(float), ["1795211426.0", "1795211426.1943386", "0.30000000000000004"]);
        assert_eq!(line(&json!([1e16, 0.1])).unwrap(), "[1e+16, 0.1]");
    }

    #[test]
    fn nulls_vanish_from_objects_and_stay_in_lists() {
        let value = json!({"a": null, "b": [null, 1, {"c": null}], "d": {"e": {"f": null}}, "g": false, "h": []});
        assert_eq!(without_nulls(value).to_string(), r#"{"b":[null,1,{}],"d":{"e":{}},"g":false,"h":[]}"#);
    }

    #[test]
    fn an_empty_field_is_none() {
        for empty in ["null", "{}", "[]"] {
            assert_eq!(unless_empty::<_, Vec<u8>>(&mut serde_json::Deserializer::from_str(empty)).unwrap(), None);
        }
        let read = |text| unless_empty::<_, Vec<u8>>(&mut serde_json::Deserializer::from_str(text));
        assert_eq!(read("[1]").unwrap(), Some(vec![1]));
        assert!(read("5").is_err());
    }
}
