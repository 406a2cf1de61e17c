//! The block of comments in which a Python script says what it needs (PEP 723). What it says, `header` reads.

const BEGIN: &str = "# /// script";
const END: &str = "# ///";

/// The TOML of the first block of the kind `script`.
pub(super) fn of_script(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let begins = lines.iter().enumerate().filter(|(_, line)| line.trim_end() == BEGIN);
    begins.map(|(at, _)| &lines[at + 1..]).find_map(content)
}

/// Up to the last end of the comment: a line of the content may look like one.
fn content(lines: &[&str]) -> Option<String> {
    let is_comment = |line: &&&str| **line == "#" || line.starts_with("# ");
    let comment: Vec<&str> = lines.iter().take_while(is_comment).copied().collect();
    let end = comment.iter().rposition(|line| line.trim_end() == END).filter(|end| *end > 0)?;
    let content = comment[..end].iter().map(|line| line.strip_prefix("# ").unwrap_or(""));
    Some(content.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::of_script;

    #[test]
    fn the_first_block_is_read_to_its_last_end() {
        let text = "import x\r\n# /// script\r\n# a = 1\r\n#\r\n# b = 2\r\n# ///\r\n\r\n# /// script\n# c = 3\n# ///\n";
        assert_eq!(of_script(text).as_deref(), Some("a = 1\n\nb = 2"));
        assert_eq!(of_script("# /// script\n# ///\n# ///\n").as_deref(), Some("///"));
    }

    #[test]
    fn what_is_no_block_is_not_read() {
        for text in
            ["", "# /// script\n# a = 1\n", "# /// script\n#a = 1\n# ///\n", "# /// pyproject\n# a = 1\n# ///\n"]
        {
            assert_eq!(of_script(text), None, "{text}");
        }
        bolero::check!()
            .with_type::<String>()
            .for_each(|text| drop(of_script(&format!("# /// script\n{text}\n# ///"))));
    }
}
