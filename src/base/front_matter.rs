//! The block of metadata at the top of a text, between two lines of three dashes.

/// A text with such a block, in its four parts, which make the whole text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<'a> {
    /// A byte order mark and blank lines, if there are some, and the line of dashes.
    pub open: &'a str,
    /// The lines between, which may be none.
    pub block: &'a str,
    /// The second line of dashes.
    pub close: &'a str,
    /// The rest.
    pub text: &'a str,
}

impl Parts<'_> {
    /// The block behind as many line feeds as lines stand before it, so that its lines have their numbers in the text.
    pub fn numbered_block(&self) -> String {
        "\n".repeat(self.open.lines().count()) + self.block
    }
}

/// The parts of a text; `None` for one without a block. Blank lines may come first, and blanks may follow the second
/// dashes.
pub fn parts(whole: &str) -> Option<Parts<'_>> {
    let start = whole.len() - whole.strip_prefix('\u{feff}').unwrap_or(whole).trim_start().len();
    let rest = whole[start..].strip_prefix("---").filter(|rest| rest.starts_with(['\n', '\r']))?;
    let open = whole.len() - rest.len() + if rest.starts_with("\r\n") { 2 } else { 1 };
    let mut line_start = open;
    loop {
        let line_end = whole[line_start..].find('\n').map(|at| line_start + at);
        let line = whole[line_start..line_end.unwrap_or(whole.len())].trim_end_matches('\r');
        if line.trim_end_matches([' ', '\t']) == "---" {
            let close = line_end.map_or(whole.len(), |end| end + 1);
            return Some(Parts {
                open: &whole[..open],
                block: &whole[open..line_start],
                close: &whole[line_start..close],
                text: &whole[close..],
            });
        }
        line_start = line_end? + 1;
    }
}

/// The line ending that most lines of a text have.
pub fn line_end(text: &str) -> &'static str {
    let both = text.matches("\r\n").count();
    let (returns, feeds) = (text.matches('\r').count() - both, text.matches('\n').count() - both);
    match () {
        () if both > 0 && both >= returns.max(feeds) => "\r\n",
        () if returns > feeds => "\r",
        () => "\n",
    }
}

/// The same text with another block, whose lines all have their ends. A text without a block gets one on top.
pub fn with_block(whole: &str, block: &str) -> String {
    match parts(whole) {
        Some(Parts { open, close, text, .. }) => format!("{open}{block}{close}{text}"),
        None => {
            let end = line_end(whole);
            let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
            format!("---{end}{block}---{end}{text}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{line_end, parts, with_block};

    fn split(whole: &str) -> Option<(&str, &str)> {
        let parts = parts(whole)?;
        assert_eq!([parts.open, parts.block, parts.close, parts.text].concat(), whole);
        Some((parts.block, parts.text))
    }

    #[test]
    fn a_block_stands_between_two_lines_of_dashes() {
        assert_eq!(split("---\na: 1\n---\n\nText\n"), Some(("a: 1\n", "\nText\n")));
        assert_eq!(split("\u{feff}\n---\r\na: 1\r\n---\r\nText"), Some(("a: 1\r\n", "Text")));
        assert_eq!(split("---\n---"), Some(("", "")));
        assert_eq!(split("---\na: 1\n--- \t\nText"), Some(("a: 1\n", "Text")));
    }

    #[test]
    fn a_text_without_a_whole_block_has_none() {
        for text in
            ["", "# Title\n", "---", "---\na: 1\n", "----\na: 1\n---\n", "x\n---\na: 1\n---\n", "---\na\n--- x\n"]
        {
            assert_eq!(split(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_block_is_replaced_or_put_on_top() {
        assert_eq!(with_block("\n---\na: 1\n---  \nText", "b: 2\n"), "\n---\nb: 2\n---  \nText");
        assert_eq!(with_block("# Title\r\n", "b: 2\r\n"), "---\r\nb: 2\r\n---\r\n# Title\r\n");
        assert_eq!(with_block("", "b: 2\n"), "---\nb: 2\n---\n");
    }

    #[test]
    fn the_line_ending_is_that_of_most_lines() {
        for (text, expected) in
            [("", "\n"), ("a\nb", "\n"), ("a\r\nb\r\nc\n", "\r\n"), ("a\rb", "\r"), ("a\r\nb\nc\n", "\n")]
        {
            assert_eq!(line_end(text), expected, "{text:?}");
        }
    }
}
