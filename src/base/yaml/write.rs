//! Values as YAML, laid out as the Python client writes cards: in block style, lists at the column of their key, long text
//! folded behind its 80th column. Text that YAML 1.2 alone takes for a number is quoted, too.

use serde_json::{Map, Value};

use super::plain::{Traits, is_break, is_printable, traits};
use crate::base::json;

/// The column behind which long text is folded.
const WIDTH: usize = 80;
/// Characters of the longest key that stands on the line of its value.
const LONGEST_KEY: usize = 128;

/// A whole block: one entry after the other, each line with its line feed; `{}` for none.
pub fn block(fields: &Map<String, Value>) -> String {
    if fields.is_empty() {
        return "{}\n".to_owned();
    }
    fields.iter().map(|(key, value)| entry(key, value, 0)).collect()
}

/// One entry of a mapping whose keys stand at that column, with its line feed.
pub fn entry(key: &str, value: &Value, column: usize) -> String {
    let mut writer = Writer::default();
    writer.blanks(column);
    writer.entry(key, value, column);
    writer.text + "\n"
}

/// A list as a whole document; `[]` without any items.
pub fn list(list: &[Value]) -> String {
    if list.is_empty() { "[]\n".to_owned() } else { items(list, 0) }
}

/// Items of a list whose dashes stand at that column, each line with its line feed.
pub(super) fn items(items: &[Value], column: usize) -> String {
    let mut writer = Writer::default();
    writer.blanks(column);
    writer.items(items, column);
    writer.text + "\n"
}

/// A value without fields or items on one line; `None` if it takes several.
pub(super) fn on_one_line(value: &Value, is_in_flow: bool) -> Option<String> {
    let mut writer = Writer { is_in_flow, ..Writer::default() };
    writer.scalar(value, 0);
    Some(writer.text).filter(|text| !text.contains('\n'))
}

#[derive(Default)]
struct Writer {
    text: String,
    /// Characters of the last line.
    column: usize,
    is_in_flow: bool,
}

impl Writer {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.column += text.chars().count();
    }

    fn blanks(&mut self, count: usize) {
        self.push(&" ".repeat(count));
    }

    fn new_line(&mut self, indent: usize) {
        self.text.push('\n');
        self.column = 0;
        self.blanks(indent);
    }

    fn entry(&mut self, key: &str, value: &Value, column: usize) {
        let is_simple = key.chars().count() <= LONGEST_KEY && !traits(key).is_multiline;
        if !is_simple {
            self.push("? ");
        }
        self.scalar_text(key, column + 2, !is_simple);
        if !is_simple {
            self.new_line(column);
        }
        self.push(":");
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                self.new_line(column + 2);
                self.fields(fields, column + 2);
            }
            Value::Array(items) if !items.is_empty() => {
                self.new_line(column);
                self.items(items, column);
            }
            value => {
                self.push(" ");
                self.scalar(value, column + 2);
            }
        }
    }

    /// The first entry begins where the writer stands.
    fn fields(&mut self, fields: &Map<String, Value>, column: usize) {
        for (at, (key, value)) in fields.iter().enumerate() {
            if at > 0 {
                self.new_line(column);
            }
            self.entry(key, value, column);
        }
    }

    fn items(&mut self, items: &[Value], column: usize) {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.new_line(column);
            }
            self.push("- ");
            match item {
                Value::Object(fields) if !fields.is_empty() => self.fields(fields, column + 2),
                Value::Array(items) if !items.is_empty() => self.items(items, column + 2),
                item => self.scalar(item, column + 2),
            }
        }
    }

    fn scalar(&mut self, value: &Value, indent: usize) {
        match value {
            Value::Null => self.push("null"),
            Value::Bool(is_so) => self.push(if *is_so { "true" } else { "false" }),
            Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
                Some(float) => self.push(&float_text(float)),
                None => self.push(&number.to_string()),
            },
            Value::String(text) => self.scalar_text(text, indent, true),
            Value::Array(_) => self.push("[]"),
            Value::Object(_) => self.push("{}"),
        }
    }

    fn scalar_text(&mut self, text: &str, indent: usize, may_fold: bool) {
        let Traits { may_be_plain, may_be_plain_in_flow, may_be_single_quoted, is_multiline } = traits(text);
        let is_plain = if self.is_in_flow { may_be_plain_in_flow } else { may_be_plain };
        if is_plain {
            self.words(text, indent, may_fold);
        } else if may_be_single_quoted && (may_fold || !is_multiline) {
            self.push("'");
            self.words(&text.replace('\'', "''"), indent, may_fold);
            self.push("'");
        } else {
            self.double_quoted(text, indent, may_fold);
        }
    }

    /// Text whose single blanks may become line breaks, and whose line breaks become one more than they are.
    fn words(&mut self, text: &str, indent: usize, may_fold: bool) {
        let mut rest = text;
        while let Some(at) = rest.find([' ', '\n']) {
            let (word, tail) = rest.split_at(at);
            self.push(word);
            let is_blank = tail.starts_with(' ');
            let run = tail.find(|character| character != if is_blank { ' ' } else { '\n' });
            let (gap, next) = tail.split_at(run.unwrap_or(tail.len()));
            let is_inside = !next.is_empty() && at + (text.len() - rest.len()) > 0;
            if !is_blank {
                self.text.push('\n');
                self.text.push_str(gap);
                self.column = 0;
                self.blanks(indent);
            } else if gap.len() == 1 && is_inside && may_fold && self.column > WIDTH {
                self.new_line(indent);
            } else {
                self.push(gap);
            }
            rest = next;
        }
        self.push(rest);
    }

    fn double_quoted(&mut self, text: &str, indent: usize, may_fold: bool) {
        self.push("\"");
        let characters: Vec<char> = text.chars().collect();
        let last = characters.len().saturating_sub(1);
        for (at, &character) in characters.iter().enumerate() {
            let is_itself = is_printable(character) && !is_break(character) && !matches!(character, '"' | '\\');
            let may_fold_here = may_fold && at > 0 && at < last && self.column > WIDTH;
            if may_fold_here && character == ' ' {
                self.push("\\");
                self.new_line(indent);
                self.push("\\");
            }
            if is_itself && u32::from(character) <= 0xffff {
                self.push(character.encode_utf8(&mut [0; 4]));
            } else {
                self.push(&escaped(character));
            }
        }
        self.push("\"");
    }
}

fn escaped(character: char) -> String {
    let short = match character {
        '\0' => "\\0",
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\u{b}' => "\\v",
        '\u{c}' => "\\f",
        '\r' => "\\r",
        '\u{1b}' => "\\e",
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{85}' => "\\N",
        '\u{2028}' => "\\L",
        '\u{2029}' => "\\P",
        _ => "",
    };
    match u32::from(character) {
        _ if !short.is_empty() => short.to_owned(),
        code @ ..=0xff => format!("\\x{code:02X}"),
        code @ ..=0xffff => format!("\\u{code:04X}"),
        code => format!("\\U{code:08X}"),
    }
}

/// As Python writes it, with the dot without which YAML 1.1 reads text.
fn float_text(value: f64) -> String {
    let text = json::float(value);
    match text.split_once('e') {
        Some((mantissa, exponent)) if !mantissa.contains('.') => format!("{mantissa}.0e{exponent}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::block;
    use crate::base::yaml::read;

    fn written(value: &Value) -> String {
        block(value.as_object().unwrap())
    }

    #[test]
    fn values_are_laid_out_as_python_lays_them_out() {
        let value = json!({
            "license": "mit", "tags": ["a", "b"], "empty": [], "none": {}, "nothing": null, "yes": true, "n": "no",
            "deep": {"list": [[1, 2], {"x": "y", "z": []}], "map": {"k": 1.0}}, "small": 1e-7, "text": "a: b",
        });
        let expected = "license: mit\ntags:\n- a\n- b\nempty: []\nnone: {}\nnothing: null\n'yes': true\nn: 'no'\ndeep:\n  \
                        list:\n  - - 1\n    - 2\n  - x: y\n    z: []\n  map:\n    k: 1.0\nsmall: 1.0e-07\ntext: 'a: b'\n";
        assert_eq!(written(&value), expected);
        assert_eq!(block(&Map::new()), "{}\n");
    }

    #[test]
    fn line_breaks_and_quotes_are_kept_in_single_quotes() {
        assert_eq!(written(&json!({"a": "x\ny's\n"})), "a: 'x\n\n  y''s\n\n  '\n");
        assert_eq!(written(&json!({"a": "x\n\ny"})), "a: 'x\n\n\n  y'\n");
        assert_eq!(written(&json!({"a": "\n\u{85}x\u{2028}"})), "a: \"\\n\\Nx\\L\"\n");
        assert_eq!(written(&json!({"a": "x\ty \u{7}\u{1f600}"})), "a: \"x\\ty \\a\\U0001F600\"\n");
    }

    #[test]
    fn long_text_is_folded_behind_the_80th_column() {
        let text = written(&json!({"key": "word ".repeat(30).trim_end()}));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines.len(), lines[0].len()), (2, 84));
        assert!(lines[1].starts_with("  word"), "{text}");
    }

    #[test]
    fn any_text_is_read_as_it_was_written() {
        bolero::check!().for_each(|bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let value = json!({"key": text, "list": [text, {"in": text}], "z": 1});
            let written = block(value.as_object().unwrap());
            assert_eq!(read(&written).unwrap(), value, "{written:?}");
        });
    }
}
