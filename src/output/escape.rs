//! Keeps what the Hub says from acting on the terminal: characters that do not print are shown as Python escapes
//! them. Knows nothing of tables or modes.

/// Whether a character shows as itself, by the rule of Python's `str.isprintable`: no control, format, private,
/// unassigned or separator character but the space.
pub(crate) fn is_printable(character: char) -> bool {
    if matches!(character, ' '..='~') {
        return true;
    }
    // `escape_debug` follows the same rule. After a first character it lets combining marks pass, as Python does.
    let mut buffer = [b'a', 0, 0, 0, 0];
    character.encode_utf8(&mut buffer[1..]);
    std::str::from_utf8(&buffer[..=character.len_utf8()]).is_ok_and(|text| text.escape_debug().count() == 2)
}

/// Adds the escape of a character that does not print: `\n`, `\x1b`, `\u200b`, `\U000e0001`.
pub(crate) fn push_escape(text: &mut String, character: char) {
    match (character, u32::from(character)) {
        ('\n', _) => text.push_str("\\n"),
        ('\r', _) => text.push_str("\\r"),
        ('\t', _) => text.push_str("\\t"),
        (_, code @ ..=0xff) => text.push_str(&format!("\\x{code:02x}")),
        (_, code @ ..=0xffff) => text.push_str(&format!("\\u{code:04x}")),
        (_, code) => text.push_str(&format!("\\U{code:08x}")),
    }
}

/// The text with everything escaped that does not print.
pub(crate) fn escape(text: &str) -> String {
    escape_unless(text, is_printable)
}

/// The text on one line: blanks run together, everything escaped that does not print.
pub(crate) fn single_line(text: &str) -> String {
    let words: Vec<&str> = text.split(is_blank).filter(|word| !word.is_empty()).collect();
    escape(&words.join(" "))
}

/// Prose for a terminal: line ends and tabs stay, and with `keep_colors` the sequences that colour; other control
/// characters, and those that turn the direction of writing, are escaped.
pub(crate) fn prose(text: &str, keep_colors: bool) -> String {
    let text = if keep_colors { text.to_owned() } else { without_colors(text) };
    let mut safe = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(character) = rest.chars().next() {
        let length = color_length(rest).unwrap_or(character.len_utf8());
        let (head, tail) = rest.split_at(length);
        if length > 1 && head.starts_with('\u{1b}') || tail.starts_with('\n') && head == "\r" {
            safe.push_str(head);
        } else {
            safe.push_str(&escape_unless(head, |c| matches!(c, '\n' | '\t') || !is_dangerous(c)));
        }
        rest = tail;
    }
    safe
}

/// The text with a mark in front of every line that a CI system would obey when it reads it in a log (`::name::` of
/// GitHub Actions, `##[name]` of Azure Pipelines): messages quote servers.
pub(crate) fn without_commands(text: &str) -> String {
    let is_command = |line: &str| ["::", "##["].iter().any(|sign| line.trim_start().starts_with(sign));
    let marked = |line: &str| if is_command(line) { format!("> {line}") } else { line.to_owned() };
    text.split('\n').map(marked).collect::<Vec<_>>().join("\n")
}

/// The text without the sequences that colour it.
pub(crate) fn without_colors(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        let (head, tail) = rest.split_at(at);
        plain.push_str(head);
        let length = color_length(tail);
        plain.push_str(if length.is_some() { "" } else { "\u{1b}" });
        rest = &tail[length.unwrap_or(1)..];
    }
    plain + rest
}

fn escape_unless(text: &str, allowed: impl Fn(char) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if allowed(character) {
            escaped.push(character);
        } else {
            push_escape(&mut escaped, character);
        }
    }
    escaped
}

/// The length in bytes of a colour sequence (`ESC [ digits ; m`) that the text begins with.
fn color_length(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let end = parameters.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    parameters[end..].starts_with('m').then_some("\u{1b}[".len() + end + 1)
}

/// What Python's `str.split` splits at: Unicode's blanks and the four ASCII separators.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

fn is_dangerous(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{escape, is_printable, prose, single_line, without_colors};

    #[test]
    fn what_does_not_print_is_escaped_as_python_escapes_it() {
        assert_eq!(escape("a\u{1b}[2J\r\n\t\u{7f}\u{85}"), r"a\x1b[2J\r\n\t\x7f\x85");
        assert_eq!(escape("\u{200b}\u{202e}\u{e000}\u{e0001}\u{a0}"), r"\u200b\u202e\ue000\U000e0001\xa0");
    }

    #[test]
    fn what_prints_stays_combining_marks_quotes_and_backslashes_too() {
        let text = "é e\u{301} 漢 😀 \\n 'x' \"y\"";
        assert_eq!(escape(text), text);
        assert!(is_printable('\u{301}'));
    }

    #[test]
    fn a_single_line_has_no_runs_of_blanks() {
        assert_eq!(single_line(" two\n\n lines\u{1c}\u{a0}x\u{200b} "), r"two lines x\u200b");
    }

    #[test]
    fn prose_keeps_lines_and_colors_and_nothing_else_that_acts() {
        let text = "\u{1b}[1mbold\u{1b}[0m\r\n\ttab\u{1b}[2J\u{7}\rover\u{202e}";
        assert_eq!(prose(text, true), "\u{1b}[1mbold\u{1b}[0m\r\n\ttab\\x1b[2J\\x07\\rover\\u202e");
        assert_eq!(prose(text, false), "bold\r\n\ttab\\x1b[2J\\x07\\rover\\u202e");
    }

    #[test]
    fn only_colors_are_taken_out() {
        assert_eq!(without_colors("\u{1b}[1;32mé\u{1b}[0m\u{1b}[K\u{1b}"), "é\u{1b}[K\u{1b}");
    }

    #[test]
    fn a_ci_system_finds_no_command_in_a_message() {
        let text = "Cause: a\n  ::set-env name=PATH::/x\n##[error]b\nhf::c";
        assert_eq!(super::without_commands(text), "Cause: a\n>   ::set-env name=PATH::/x\n> ##[error]b\nhf::c");
    }

    #[test]
    fn nothing_in_any_text_acts_on_a_terminal() {
        bolero::check!().with_type::<String>().for_each(|text| {
            let acts = |text: &str| text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t'));
            assert!(!escape(text).contains(char::is_control) && !single_line(text).contains(char::is_control));
            assert!(!acts(&prose(text, false).replace("\r\n", "\n")), "{text:?}");
            assert!(!acts(&without_colors(&prose(text, true)).replace("\r\n", "\n")), "{text:?}");
        });
    }
}
