//! Command lines that can be pasted into a POSIX shell.

/// The words as one line: those that a shell would read otherwise are quoted.
pub fn command_line(words: &[impl AsRef<str>]) -> String {
    words.iter().map(|word| quoted(word.as_ref())).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "@%+=:,./_-".contains(character);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::command_line;

    #[test]
    fn a_shell_reads_the_same_words() {
        let words = ["python", "-c", "print('a b')", "", "$X", "--a=b:c/d,e@f%g", "é", "~", "a\nb"];
        assert_eq!(
            command_line(&words),
            r"python -c 'print('\''a b'\'')' '' '$X' --a=b:c/d,e@f%g 'é' '~' 'a
b'"
        );
    }
}
