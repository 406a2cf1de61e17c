//! The block of metadata at the top of a text, between two lines of three dashes.

/// The block without its dashes, and the text behind it; `None` for a text without a block. Blank lines may come first.
pub fn split(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
    let rest = text.strip_prefix("---").filter(|rest| rest.starts_with(['\n', '\r']))?;
    let mut start = 0;
    loop {
        let line_end = rest[start..].find('\n').map(|at| start + at);
        let line = rest[start..line_end.unwrap_or(rest.len())].trim_end_matches('\r');
        if start > 0 && line == "---" {
            let body = line_end.map_or("", |end| &rest[end + 1..]);
            return Some((&rest[..start], body));
        }
        start = line_end? + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_block_stands_between_two_lines_of_dashes() {
        assert_eq!(split("---\na: 1\n---\n\nText\n"), Some(("\na: 1\n", "\nText\n")));
        assert_eq!(split("\u{feff}\n---\r\na: 1\r\n---\r\nText"), Some(("\r\na: 1\r\n", "Text")));
        assert_eq!(split("---\n---"), Some(("\n", "")));
    }

    #[test]
    fn a_text_without_a_whole_block_has_none() {
        for text in
            ["", "# Title\n", "---", "---\na: 1\n", "----\na: 1\n---\n", "x\n---\na: 1\n---\n", "---\na\n--- x\n"]
        {
            assert_eq!(split(text), None, "{text:?}");
        }
    }
}
