//! Where the values of a block stand in its text. Knows nothing of what they mean.

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, StrInput};

use super::read::YamlError;

/// A position in a text: line and character, each from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub line: usize,
    pub column: usize,
}

/// A value.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub start: At,
    /// Behind its last character.
    pub end: At,
    pub kind: Kind,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// Plain or in quotes, and not empty.
    Scalar,
    /// Each item, in block style or between brackets.
    List {
        items: Vec<Node>,
        is_flow: bool,
    },
    Map {
        entries: Vec<Entry>,
        is_flow: bool,
    },
    /// An alias, a literal block, an empty value.
    Other,
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub start: At,
    pub value: Node,
}

impl Node {
    /// Whether it begins and ends on one line.
    pub(super) fn is_on_one_line(&self) -> bool {
        self.start.line == self.end.line
    }
}

/// The value of a text that was read before; `None` for one without any.
///
/// # Errors
/// It is not YAML.
pub(super) fn locate(text: &str) -> Result<Option<Node>, YamlError> {
    let mut parser = Parser::new_from_str(text);
    loop {
        match next(&mut parser)? {
            (Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _) => {}
            (Event::StreamEnd | Event::DocumentEnd, _) => return Ok(None),
            (event, span) => return Ok(Some(node(&mut parser, &event, span)?)),
        }
    }
}

fn next<'a>(parser: &mut Parser<'a, StrInput<'a>>) -> Result<(Event<'a>, Span), YamlError> {
    Ok(parser.next_event().ok_or(YamlError::Cut)??)
}

/// The depth is bounded: a text that is too deep was refused when it was read.
fn node<'a>(parser: &mut Parser<'a, StrInput<'a>>, event: &Event<'a>, span: Span) -> Result<Node, YamlError> {
    let (start, end) = (at(span.start), at(span.end));
    // A collection between brackets begins with one character, one in block style with none.
    let is_flow = !span.is_empty();
    Ok(match event {
        Event::Scalar(_, style, ..) => {
            let is_plain = matches!(style, ScalarStyle::Plain | ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
            let kind = if is_plain && !span.is_empty() { Kind::Scalar } else { Kind::Other };
            Node { start, end, kind }
        }
        Event::SequenceStart(..) => {
            let mut items = Vec::new();
            let close = loop {
                match next(parser)? {
                    (Event::SequenceEnd, span) => break behind_bracket(span),
                    (event, span) => items.push(node(parser, &event, span)?),
                }
            };
            let end = if is_flow { close } else { items.last().map_or(start, |last| last.end) };
            Node { start, end, kind: Kind::List { items, is_flow } }
        }
        Event::MappingStart(..) => {
            let mut entries: Vec<Entry> = Vec::new();
            let close = loop {
                match next(parser)? {
                    (Event::MappingEnd, span) => break behind_bracket(span),
                    (event, span) => entries.push(entry(parser, &event, span)?),
                }
            };
            let end = if is_flow { close } else { entries.last().map_or(start, |last| last.value.end) };
            Node { start, end, kind: Kind::Map { entries, is_flow } }
        }
        _ => Node { start, end, kind: Kind::Other },
    })
}

fn entry<'a>(parser: &mut Parser<'a, StrInput<'a>>, event: &Event<'a>, span: Span) -> Result<Entry, YamlError> {
    let key = node(parser, event, span)?;
    let (event, span) = next(parser)?;
    Ok(Entry { start: key.start, value: node(parser, &event, span)? })
}

/// The span of a closing bracket ends behind the comment that follows it.
fn behind_bracket(span: Span) -> At {
    let At { line, column } = at(span.start);
    At { line, column: column + 1 }
}

fn at(marker: Marker) -> At {
    At { line: marker.line().saturating_sub(1), column: marker.col() }
}
