//! Variables as `.env` files hold them, read the way the Python client reads them. Reads no file and no environment.

/// One line that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// `NAME=value`, without its quotes and escapes.
    Pair(String, String),
    /// `NAME` alone: its value is to be found elsewhere.
    Name(String),
    /// Neither; the number of the line, for its text may be a secret.
    Malformed(usize),
}

/// The lines of a text, without comments and blank ones.
pub fn parse(text: &str) -> Vec<Line> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let lines = text.split(ends_a_line).map(str::trim).enumerate();
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines.map(|(at, line)| read(line).unwrap_or(Line::Malformed(at + 1))).collect()
}

/// What Python's `splitlines` cuts at.
fn ends_a_line(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn read(line: &str) -> Option<Line> {
    let exported = line.strip_prefix("export").filter(|rest| rest.starts_with(char::is_whitespace));
    // `export` may itself be the name.
    exported.and_then(|rest| assignment(rest.trim_start())).or_else(|| assignment(line))
}

fn assignment(line: &str) -> Option<Line> {
    let is_in_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let (name, rest) = line.split_at(line.find(|character| !is_in_name(character)).unwrap_or(line.len()));
    if name.is_empty() || name.starts_with(|character: char| character.is_ascii_digit()) {
        return None;
    }
    let rest = rest.trim_start();
    match rest.strip_prefix('=') {
        Some(written) => Some(Line::Pair(name.to_owned(), value(written))),
        None => (rest.is_empty() || rest.starts_with('#')).then(|| Line::Name(name.to_owned())),
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

    #[test]
    fn values_are_what_the_python_client_reads() {
        for (line, name, value) in READ {
            assert_eq!(parse(line), [Line::Pair((*name).to_owned(), (*value).to_owned())], "{line}");
        }
    }

    #[test]
    fn a_name_alone_is_looked_up_elsewhere() {
        for line in ["A", "export A", " A  # why", "A#why"] {
            assert_eq!(parse(line), [Line::Name("A".to_owned())], "{line}");
        }
    }

    #[test]
    fn lines_that_make_no_sense_are_told_by_their_number() {
        assert_eq!(parse("# note\n\n1A=x\nA B\n=x\nB-C=x"), [3, 4, 5, 6].map(Line::Malformed));
    }

    #[test]
    fn every_line_end_of_python_ends_a_line() {
        let names = ["A", "B", "C"].map(|name| Line::Name(name.to_owned()));
        assert_eq!(parse("\u{feff}A\r\nB\u{2028}C\n"), names);
    }
}
