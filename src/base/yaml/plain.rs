//! Which texts may be written without quotes: those that every reader takes for text, be it one of YAML 1.1, which knows
//! more words for truth values, dates and numbers, or one of YAML 1.2.

use super::read::resolved;

/// What a text contains that decides how it can be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traits {
    /// It means text without quotes, outside of brackets.
    pub may_be_plain: bool,
    /// The same inside of brackets and braces.
    pub may_be_plain_in_flow: bool,
    /// Single quotes keep it as it is.
    pub may_be_single_quoted: bool,
    /// It has line breaks.
    pub is_multiline: bool,
}

/// Looks at a text.
pub(super) fn traits(text: &str) -> Traits {
    let is_text = !means_something_else(text);
    let characters: Vec<char> = text.chars().collect();
    let is_blank = |at: usize| characters.get(at).is_none_or(|next| " \t\r\n\u{85}\u{2028}\u{2029}".contains(*next));
    let mut indicators = (text.starts_with("---") || text.starts_with("..."), false);
    let (mut is_special, mut is_multiline) = (false, false);
    for (at, &character) in characters.iter().enumerate() {
        let (is_first, blank_follows) = (at == 0, is_blank(at + 1));
        let blank_precedes = is_first || is_blank(at - 1);
        let (block, flow) = match character {
            '#' if is_first || blank_precedes => (true, true),
            ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' if is_first => {
                (true, true)
            }
            '?' if is_first => (blank_follows, true),
            '-' if is_first => (blank_follows, blank_follows),
            ':' => (blank_follows, true),
            ',' | '?' | '[' | ']' | '{' | '}' => (false, true),
            _ => (false, false),
        };
        indicators = (indicators.0 || block, indicators.1 || flow);
        is_multiline |= is_break(character);
        // A break of YAML 1.1 alone would be read as a blank, as itself or not at all.
        is_special |= character != '\n' && (is_break(character) || !is_printable(character));
    }
    let (after_break, before_break) = blanks_at_breaks(&characters);
    let has_blank_end = text.starts_with(' ') || text.ends_with(' ');
    let is_simple = is_text && !is_special && !is_multiline && !has_blank_end && !indicators.0;
    Traits {
        may_be_plain: is_simple,
        may_be_plain_in_flow: is_simple && !indicators.1,
        may_be_single_quoted: !is_special && !after_break && !before_break,
        is_multiline,
    }
}

/// Whether blanks stand behind a line break, and before one.
fn blanks_at_breaks(characters: &[char]) -> (bool, bool) {
    let is = |pair: &[char], first: fn(char) -> bool, second: fn(char) -> bool| first(pair[0]) && second(pair[1]);
    let after = characters.windows(2).any(|pair| is(pair, is_break, |it| it == ' '));
    let before = characters.windows(2).any(|pair| is(pair, |it| it == ' ', is_break));
    (after, before)
}

pub(super) fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a character shows in quotes as itself.
pub(super) fn is_printable(character: char) -> bool {
    match character {
        ' '..='~' => true,
        '\u{feff}' => false,
        '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => true,
        _ => false,
    }
}

/// Whether a text without quotes would be read as a number, a truth value, a date or nothing.
fn means_something_else(text: &str) -> bool {
    const WORDS: [&str; 8] = ["yes", "no", "on", "off", "true", "false", "null", "~"];
    let is_cased = |word: &str| {
        let capital = word[..1].to_uppercase() + &word[1..];
        text == word || text == capital || text == word.to_uppercase()
    };
    text.is_empty()
        || matches!(text, "=" | "<<")
        || WORDS.iter().any(|word| is_cased(word))
        || is_old_number(text)
        || is_date(text)
        || !resolved(text.to_owned()).is_string()
}

/// Numbers of YAML 1.1 that YAML 1.2 takes for text: octal, with underscores, to the base of 60, infinite.
fn is_old_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let of = |text: &str, digits: &str| !text.is_empty() && text.chars().all(|digit| digits.contains(digit));
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    if matches!(digits, ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    if let Some(based) = digits.strip_prefix("0b").or_else(|| digits.strip_prefix("0x"))
        && based.chars().all(|digit| digit.is_ascii_hexdigit() || digit == '_')
    {
        return !based.is_empty();
    }
    let Some(first) = digits.chars().next().filter(|first| first.is_ascii_digit() || *first == '.') else {
        return false;
    };
    let mut parts = whole.split(':');
    let head = parts.next().unwrap_or_default();
    let is_head = (first == '.' && head.is_empty()) || of(head, "0123456789_");
    let are_sixtieths =
        parts.all(|part| of(part, "0123456789") && (part.len() == 1 || (part.len() == 2 && part < "6")));
    let fraction_is_number = fraction.is_none_or(|fraction| {
        let mantissa = fraction.split(['e', 'E']).next().unwrap_or_default();
        mantissa.is_empty() || of(mantissa, "0123456789_")
    });
    is_head && are_sixtieths && fraction_is_number && digits != "."
}

/// `2024-01-02`, with a time behind it or without.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut part = || parts.next().unwrap_or_default();
    let (year, month, rest) = (part(), part(), part());
    let is_number =
        |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit());
    let day = rest.split(['T', 't', ' ', '\t']).next().unwrap_or_default();
    year.len() == 4 && is_number(year, 4) && is_number(month, 2) && is_number(day, 2)
}

#[cfg(test)]
mod tests {
    use super::traits;

    #[test]
    fn text_that_some_reader_takes_for_something_else_needs_quotes() {
        for text in [
            "",
            "no",
            "No",
            "NO",
            "yes",
            "on",
            "true",
            "~",
            "null",
            "1",
            "-1.5",
            "3.10",
            "007",
            "1_000",
            "12:30",
            "0x1f",
            "0b1",
            ".inf",
            ".5",
            "1.",
            "1e3",
            "2024-01-02",
            "2024-1-2 10:00:00",
            "=",
            "<<",
            "#a",
            "a #b",
            "a: b",
            "a:",
            "- a",
            "-",
            "? a",
            "[a",
            "{a",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
            "'a",
            "\"a",
            "%a",
            "@a",
            "`a",
            "---",
            "...",
            " a",
            "a ",
            "a\nb",
            "a\tb",
            "\u{feff}a",
            ",a",
        ] {
            assert!(!traits(text).may_be_plain, "{text:?}");
        }
    }

    #[test]
    fn text_that_only_looks_odd_needs_none() {
        for text in [
            "y", "n", "-a", "a]", "a, b", "nO", "1.2.3", "v1.0", "a:b", "a#b", "12:30:x", "99:99", "2024-01", "é",
            "😀", "\u{200b}", "?a", ":a", "a-b", ".", "1 000", "0o14", "e3", "--",
        ] {
            assert!(traits(text).may_be_plain, "{text:?}");
        }
        assert!(!traits("a, b").may_be_plain_in_flow && traits("a b").may_be_plain_in_flow);
    }

    #[test]
    fn single_quotes_keep_line_breaks_but_no_blanks_around_them() {
        assert!(traits("a\nb").may_be_single_quoted && traits("a\nb").is_multiline);
        for text in ["a \nb", "a\n b", "a\u{7}", "a\tb"] {
            assert!(!traits(text).may_be_single_quoted, "{text:?}");
        }
    }
}
