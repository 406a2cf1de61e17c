//! Changes a block of YAML so that it has other values, with as little of its text changed as possible: comments, quotes,
//! order and line endings stay wherever the values do.

use std::ops::Range;

use serde_json::{Map, Value};

use super::located::{At, Entry, Kind, Node, locate};
use super::read::{YamlError, read};
use super::write::{block, entry, items, on_one_line};

/// The block with these fields instead of those that it has. New ones come last; their lines, and those that change, end
/// in `line_end`.
///
/// # Errors
/// The block is not YAML.
pub fn edited(text: &str, fields: &Map<String, Value>, line_end: &str) -> Result<String, YamlError> {
    let wanted = Value::Object(fields.clone());
    let Value::Object(known) = read(text)? else { return Ok(with_line_end(&block(fields), line_end)) };
    if known == *fields {
        return Ok(text.to_owned());
    }
    let changed = Lines::of(text, line_end).and_then(|lines| lines.edited(&known, fields));
    match changed {
        // An anchor that is used elsewhere, or a layout that was misread.
        Some(changed) if read(&changed).ok().as_ref() == Some(&wanted) => Ok(changed),
        _ => Ok(with_line_end(&block(fields), line_end)),
    }
}

fn with_line_end(text: &str, line_end: &str) -> String {
    text.replace('\n', line_end)
}

/// A text, its lines, and where its fields stand.
struct Lines<'a> {
    text: &'a str,
    line_end: &'a str,
    /// The first byte of each line, and the end.
    starts: Vec<usize>,
    entries: Vec<Entry>,
}

/// A part of the text, and what replaces it.
type Edit = (Range<usize>, String);

impl<'a> Lines<'a> {
    /// `None` for a text whose fields do not stand one below the other.
    fn of(text: &'a str, line_end: &'a str) -> Option<Self> {
        let Kind::Map { entries, is_flow: false } = locate(text).ok()??.kind else { return None };
        let bytes = text.as_bytes();
        let is_end = |at: &usize| match bytes[*at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let mut starts = vec![0];
        starts.extend((0..bytes.len()).filter(is_end).map(|at| at + 1));
        if starts.last() != Some(&bytes.len()) {
            starts.push(bytes.len());
        }
        Some(Self { text, line_end, starts, entries })
    }

    fn edited(&self, known: &Map<String, Value>, wanted: &Map<String, Value>) -> Option<String> {
        if self.entries.len() != known.len() || wanted.is_empty() {
            return None;
        }
        let mut edits: Vec<Edit> = Vec::new();
        for (at, (key, old)) in known.iter().enumerate() {
            let whole = self.lines_of(at)?;
            match wanted.get(key) {
                None => edits.push((whole, String::new())),
                Some(new) => {
                    let mut inner = Vec::new();
                    if self.change(&self.entries[at].value, (old, new), &mut inner).is_some() {
                        edits.extend(inner);
                    } else {
                        let text = entry(key, new, self.entries[at].start.column);
                        edits.push((whole, with_line_end(&text, self.line_end)));
                    }
                }
            }
        }
        let column = self.entries.first().map_or(0, |first| first.start.column);
        let new = wanted.iter().filter(|(key, _)| !known.contains_key(*key));
        let added: String = new.map(|(key, value)| entry(key, value, column)).collect();
        if !added.is_empty() {
            let end = self.text.trim_end().len();
            let end = self.starts.iter().copied().find(|start| *start >= end)?;
            let gap = if self.text[..end].ends_with(['\n', '\r']) { "" } else { self.line_end };
            edits.push((end..end, gap.to_owned() + &with_line_end(&added, self.line_end)));
        }
        self.applied(edits)
    }

    /// Puts the edits of a value that changes, at any depth; `None` if it has to be written again as a whole.
    fn change(&self, node: &Node, (old, new): (&Value, &Value), edits: &mut Vec<Edit>) -> Option<()> {
        if old == new {
            return Some(());
        }
        match (&node.kind, old, new) {
            (Kind::Scalar, _, new) if node.is_on_one_line() && is_scalar(new) => {
                let text = on_one_line(new, self.is_in_flow(node))?;
                let (start, end) = (self.byte(node.start)?, self.byte(node.end)?);
                edits.push((start..start + scalar_length(self.text.get(start..end)?), text));
            }
            (Kind::Map { entries, .. }, Value::Object(old), Value::Object(new)) if old.keys().eq(new.keys()) => {
                for (entry, values) in entries.iter().zip(old.values().zip(new.values())) {
                    self.change(&entry.value, values, edits)?;
                }
            }
            (Kind::List { items, is_flow }, Value::Array(old), Value::Array(new)) if new.len() >= old.len() => {
                for (item, values) in items.iter().zip(old.iter().zip(new)) {
                    self.change(item, values, edits)?;
                }
                if new.len() > old.len() {
                    let last = items.last()?;
                    edits.push(self.appended(last, *is_flow, &new[old.len()..])?);
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// More items behind the last one.
    fn appended(&self, last: &Node, is_flow: bool, more: &[Value]) -> Option<Edit> {
        if is_flow {
            let items: Option<Vec<String>> = more.iter().map(|item| on_one_line(item, true)).collect();
            let end = self.byte(last.end)?;
            return more.iter().all(is_scalar).then_some((end..end, format!(", {}", items?.join(", "))));
        }
        let line = self.line(last.start.line)?;
        let before: String = line.chars().take(last.start.column).collect();
        let dash = before.trim_end().strip_suffix('-').filter(|indent| indent.chars().all(|blank| blank == ' '))?;
        let end = self.line_behind(last.end)?;
        let gap = if self.text[..end].ends_with(['\n', '\r']) { "" } else { self.line_end };
        Some((end..end, gap.to_owned() + &with_line_end(&items(more, dash.len()), self.line_end)))
    }

    /// The lines of a field, without the comments and blank lines behind it.
    fn lines_of(&self, at: usize) -> Option<Range<usize>> {
        let Entry { start, value } = &self.entries[at];
        let end = self.line_behind(value.end.max(*start))?;
        Some(self.starts[start.line]..end)
    }

    /// Where the line after a position begins; the position itself where a literal block ended the line already.
    fn line_behind(&self, end: At) -> Option<usize> {
        let line = if end.column == 0 { end.line } else { end.line + 1 };
        self.starts.get(line).copied()
    }

    fn line(&self, line: usize) -> Option<&'a str> {
        Some(&self.text[*self.starts.get(line)?..*self.starts.get(line + 1)?])
    }

    fn byte(&self, at: At) -> Option<usize> {
        let line = self.line(at.line)?;
        let byte = line.char_indices().map(|(byte, _)| byte).chain([line.len()]).nth(at.column)?;
        Some(self.starts[at.line] + byte)
    }

    /// Whether a bracket stands open before the value: more texts need quotes there.
    fn is_in_flow(&self, node: &Node) -> bool {
        let is_in = |outer: &Node| outer.start <= node.start && node.end <= outer.end;
        let mut nodes: Vec<&Node> = self.entries.iter().map(|entry| &entry.value).collect();
        while let Some(outer) = nodes.pop() {
            if !is_in(outer) {
                continue;
            }
            match &outer.kind {
                Kind::List { is_flow: true, .. } | Kind::Map { is_flow: true, .. } => return true,
                Kind::List { items, .. } => nodes.extend(items),
                Kind::Map { entries, .. } => nodes.extend(entries.iter().map(|entry| &entry.value)),
                Kind::Scalar | Kind::Other => {}
            }
        }
        false
    }

    /// `None` if two edits are about the same text.
    fn applied(&self, mut edits: Vec<Edit>) -> Option<String> {
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut changed = String::with_capacity(self.text.len());
        let mut done = 0;
        for (range, text) in edits {
            changed.push_str(self.text.get(done..range.start)?);
            changed.push_str(&text);
            done = range.end;
        }
        Some(changed + self.text.get(done..)?)
    }
}

/// The bytes of a scalar that begins this text; the parser counts the comment behind a closing quote, too.
fn scalar_length(text: &str) -> usize {
    let mut characters = text.char_indices();
    let Some((_, quote @ ('"' | '\''))) = characters.next() else { return text.len() };
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' if quote == '"' => drop(characters.next()),
            '\'' if quote == '\'' && text[at + 1..].starts_with('\'') => drop(characters.next()),
            closing if closing == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::edited;
    use crate::base::yaml::read;

    const BLOCK: &str = "# About\nlicense: \"mit\"  # ours\ntags: [a, b] # two\nlanguage:\n  - en\n\n# Results\nmodel-index:\n- name: x\n  \
                         results:\n  - value: 1 # first\nlast: |\n  text\n  # of it\n# end\n";

    /// The block after a change of its fields.
    fn after(block: &str, change: impl FnOnce(&mut Value)) -> String {
        let mut value = read(block).unwrap();
        change(&mut value);
        edited(block, value.as_object().unwrap(), "\n").unwrap()
    }

    #[test]
    fn only_what_changes_is_written_again() {
        let changed = after(BLOCK, |fields| fields["license"] = json!("apache-2.0"));
        assert_eq!(changed, BLOCK.replace("\"mit\"", "apache-2.0"));
        let changed = after(BLOCK, |fields| fields["tags"] = json!(["a", "b", "c, d", "e"]));
        assert_eq!(changed, BLOCK.replace("[a, b]", "[a, b, 'c, d', e]"));
        let changed = after(BLOCK, |fields| fields["language"] = json!(["en", "no"]));
        assert_eq!(changed, BLOCK.replace("  - en\n", "  - en\n  - 'no'\n"));
        let changed = after(BLOCK, |fields| fields["model-index"][0]["results"][0]["value"] = json!(2.5));
        assert_eq!(changed, BLOCK.replace("value: 1 #", "value: 2.5 #"));
        let changed = after(BLOCK, |fields| fields["last"] = json!(["x"]));
        assert_eq!(changed, BLOCK.replace("last: |\n  text\n  # of it\n", "last:\n- x\n"));
    }

    #[test]
    fn fields_come_last_and_go_with_their_lines() {
        let changed = after(BLOCK, |fields| fields["new"] = json!({"a": [1]}));
        assert_eq!(changed, format!("{BLOCK}new:\n  a:\n  - 1\n"));
        let changed = after(BLOCK, |fields| drop(fields.as_object_mut().unwrap().shift_remove("language")));
        assert_eq!(changed, BLOCK.replace("language:\n  - en\n", ""));
        let changed = after("a: 1\n", |fields| drop(fields.as_object_mut().unwrap().shift_remove("a")));
        assert_eq!(changed, "{}\n");
        assert_eq!(after("  a: 1", |fields| fields["b"] = json!(2)), "  a: 1\n  b: 2\n");
    }

    #[test]
    fn line_endings_stay() {
        let block = "a: 1\r\nb:\r\n- x\r\n\r\n";
        let fields = json!({"a": 2, "b": ["x", "y"], "c": [1]});
        let changed = edited(block, fields.as_object().unwrap(), "\r\n").unwrap();
        assert_eq!(changed, "a: 2\r\nb:\r\n- x\r\n- y\r\nc:\r\n- 1\r\n\r\n");
    }

    #[test]
    fn what_cannot_be_changed_in_place_is_written_again_as_a_whole() {
        assert_eq!(after("{a: 1, b: x}\n", |fields| fields["a"] = json!(2)), "a: 2\nb: x\n");
        assert_eq!(after("a: &x [1]\nb: *x\n", |fields| fields["a"] = json!("y")), "a: y\nb:\n- 1\n");
        assert_eq!(after("a:\n-\n  x: 1\n", |fields| fields["a"] = json!([{"x": 1}, 2])), "a:\n- x: 1\n- 2\n");
        assert_eq!(edited("# nothing\n", json!({"a": 1}).as_object().unwrap(), "\n").unwrap(), "a: 1\n");
    }

    #[test]
    fn any_block_has_the_fields_that_it_was_given() {
        bolero::check!().for_each(|bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            let Ok(Value::Object(mut fields)) = read(&text) else { return };
            fields.insert("new".to_owned(), json!([text, {"x": 1}]));
            if let Some((_, first)) = fields.iter_mut().next() {
                *first = json!("changed");
            }
            let changed = edited(&text, &fields, "\n").unwrap();
            assert_eq!(read(&changed).unwrap(), Value::Object(fields), "{changed:?}");
        });
    }
}
