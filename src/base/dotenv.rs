//! Variables as `.env` files hold them, read the way the Python client reads them. Reads no file and no environment.

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// `NAME=value`, without its quotes and escapes.
    Pair(String, String),
    /// `NAME` alone: its value is to be found elsewhere.
    Name(String),
    /// Neither.
    Malformed,
}

/// The lines of a text with their numbers, without comments and blank ones. A quoted value may take several lines: the
/// Python client would cut such a value, a key in PEM form for one, at the end of its first line.
pub fn parse(text: &str) -> Vec<(usize, Line)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let (mut found, mut number, mut rest) = (Vec::new(), 1, text.as_str());
    loop {
        let (statement, behind) = rest.split_at(length(rest));
        let line = statement.trim();
        if !line.is_empty() && !line.starts_with('#') {
            found.push((number, read(line).unwrap_or(Line::Malformed)));
        }
        number += statement.matches(ends_a_line).count() + 1;
        let mut characters = behind.chars();
        if characters.next().is_none() {
            return found;
        }
        rest = characters.as_str();
    }
}

/// The bytes of the text that belong to its first line, or to all lines that its quoted value takes.
fn length(text: &str) -> usize {
    let line_end = |from: usize| text[from..].find(ends_a_line).map_or(text.len(), |at| from + at);
    let first = line_end(0);
    let several = || {
        let (_, written) = parts(&text[..first])?;
        let open = first - written?.trim_start().len();
        let quote = text[open..first].chars().next().filter(|first| matches!(first, '"' | '\''))?;
        let inner = &text[open + 1..];
        let is_closing = |at: usize| {
            let escapes = inner[..at].bytes().rev().take_while(|byte| *byte == b'\\').count();
            quote == '\'' || escapes % 2 == 0
        };
        let close = open + 1 + inner.match_indices(quote).map(|(at, _)| at).find(|at| is_closing(*at))?;
        let end = line_end(close);
        let behind = text[close + 1..end].trim_start();
        (close > first && (behind.is_empty() || behind.starts_with('#'))).then_some(end)
    };
    several().unwrap_or(first)
}

/// What Python's `splitlines` cuts at.
fn ends_a_line(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn read(line: &str) -> Option<Line> {
    let (name, written) = parts(line)?;
    Some(match written {
        Some(written) => Line::Pair(name.to_owned(), value(written)),
        None => Line::Name(name.to_owned()),
    })
}

/// The name, and what is written behind the equals sign if there is one.
fn parts(line: &str) -> Option<(&str, Option<&str>)> {
    let line = line.trim_start();
    let exported = line.strip_prefix("export").filter(|rest| rest.starts_with(char::is_whitespace));
    // `export` may itself be the name.
    exported.and_then(|rest| assignment(rest.trim_start())).or_else(|| assignment(line))
}

fn assignment(line: &str) -> Option<(&str, Option<&str>)> {
    let is_in_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let (name, rest) = line.split_at(line.find(|character| !is_in_name(character)).unwrap_or(line.len()));
    if name.is_empty() || name.starts_with(|character: char| character.is_ascii_digit()) {
        return None;
    }
    let rest = rest.trim_start();
    match rest.strip_prefix('=') {
        Some(written) => Some((name, Some(written))),
        None => (rest.is_empty() || rest.starts_with('#')).then_some((name, None)),
    }
}

fn value(written: &str) -> String {
    let written = quoted(written.trim_start()).unwrap_or_else(|| unquoted(written).trim());
    match between(written, '"') {
        Some(inner) => unescaped(inner),
        None => between(written, '\'').unwrap_or(written).to_owned(),
    }
}

/// What stands between two quotes, if the text begins and ends with one. A lone quote is both.
fn between(text: &str, quote: char) -> Option<&str> {
    let rest = text.strip_prefix(quote)?;
    if rest.is_empty() { Some("") } else { rest.strip_suffix(quote) }
}

/// The value with its quotes, if nothing but a comment stands behind it. A quote behind a backslash may end it or
/// not: as long as it can be is what counts.
fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let mut longest = None;
    for (at, _) in text.match_indices(quote).skip(1) {
        let rest = text[at + 1..].trim_start();
        if rest.is_empty() || rest.starts_with('#') {
            longest = Some(&text[..=at]);
        }
        if at == 1 || !text[..at].ends_with('\\') {
            break;
        }
    }
    longest
}

/// Cuts a comment, which begins with a `#` behind a blank.
fn unquoted(text: &str) -> &str {
    let comment = text.match_indices('#').find(|(at, _)| text[..*at].ends_with(char::is_whitespace));
    comment.map_or(text, |(at, _)| &text[..at])
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some(escaped @ ('"' | '\\' | '$')) => plain.push(escaped),
            Some(other) => plain.extend(['\\', other]),
            None => plain.push('\\'),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{Line, parse};

    /// Lines as the Python client reads them, found by running it.
    const READ: &[(&str, &str, &str)] = &[
        ("A=b", "A", "b"),
        ("export A=b", "A", "b"),
        ("export\tA = b", "A", "b"),
        ("export=b", "export", "b"),
        ("export =b", "export", "b"),
        ("A=", "A", ""),
        ("A=b # c", "A", "b"),
        ("A=b#c", "A", "b#c"),
        ("A=#c", "A", "#c"),
        ("A= #c", "A", ""),
        ("A=  # c", "A", ""),
        ("A='b c' # d", "A", "b c"),
        ("A=\"b c\"#d", "A", "b c"),
        ("A='b # c'", "A", "b # c"),
        ("A=\"b\\nc\\t\\\"d\\\"\\\\ \\$e \\q\"", "A", "b\nc\t\"d\"\\ $e \\q"),
        ("A='b\\nc'", "A", "b\\nc"),
        ("A='it\\'s'", "A", "it\\'s"),
        ("A='b\\\\'", "A", "b\\\\"),
        ("A=\"b\" \"c\"", "A", "b\" \"c"),
        ("A='b' c", "A", "'b' c"),
        ("A=\"", "A", ""),
        ("A='", "A", ""),
        ("A=b=c", "A", "b=c"),
        ("A =  b  c  ", "A", "b  c"),
        ("A=\"b\\\"", "A", "b\\"),
        ("A='b' # it's", "A", "b"),
        ("A=\"b\" # say \"c\" now", "A", "b"),
        ("A=b # c # d", "A", "b"),
        ("_x1=é", "_x1", "é"),
        ("A=\"b\\\\\" # c", "A", "b\\"),
        ("A='a\\' # b' # c", "A", "a\\' # b"),
        ("A=''", "A", ""),
        ("A=\"\"", "A", ""),
        ("A=\\\"b\\\"", "A", "\\\"b\\\""),
        ("A='b\"", "A", "'b\""),
        ("A=\"x\\", "A", "\"x\\"),
        ("A=a 'b' # c", "A", "a 'b'"),
    ];

    fn lines(text: &str) -> Vec<Line> {
        parse(text).into_iter().map(|(_, line)| line).collect()
    }

    fn pair(name: &str, value: &str) -> Line {
        Line::Pair(name.to_owned(), value.to_owned())
    }

    #[test]
    fn values_are_what_the_python_client_reads() {
        for (line, name, value) in READ {
            assert_eq!(lines(line), [pair(name, value)], "{line}");
        }
    }

    #[test]
    fn a_quoted_value_may_take_several_lines() {
        let key = "KEY=\"-----BEGIN-----\r\nab\\\"c=\n\n# no comment\n-----END-----\" # why\nexport B='x\ny'\nC=1";
        let expected = [pair("KEY", "-----BEGIN-----\nab\"c=\n\n# no comment\n-----END-----"), pair("B", "x\ny")];
        assert_eq!(lines(key), [&expected[..], &[pair("C", "1")]].concat());
        assert_eq!(parse("A='\n\n'\n\nB=1\nC").into_iter().map(|(number, _)| number).collect::<Vec<_>>(), [1, 5, 6]);
    }

    #[test]
    fn a_quote_that_closes_nothing_does_not_swallow_the_lines_behind_it() {
        assert_eq!(lines("A=\"abc\nB=again"), [pair("A", "\"abc"), pair("B", "again")]);
        assert_eq!(lines("A='it\nB='x'\nC='"), [pair("A", "'it"), pair("B", "x"), pair("C", "")]);
        assert_eq!(lines("A='b' c\nB=d'"), [pair("A", "'b' c"), pair("B", "d'")]);
    }

    #[test]
    fn a_name_alone_is_looked_up_elsewhere() {
        for line in ["A", "export A", " A  # why", "A#why"] {
            assert_eq!(lines(line), [Line::Name("A".to_owned())], "{line}");
        }
    }

    #[test]
    fn lines_that_make_no_sense_are_told_by_their_number() {
        assert_eq!(parse("# note\n\n1A=x\nA B\n=x\nB-C=x"), [3, 4, 5, 6].map(|number| (number, Line::Malformed)));
    }

    #[test]
    fn every_line_end_of_python_ends_a_line() {
        let names = ["A", "B", "C"].map(|name| Line::Name(name.to_owned()));
        assert_eq!(lines("\u{feff}A\r\nB\u{2028}C\n"), names);
    }
}
