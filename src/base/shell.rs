//! Command lines as a POSIX shell reads them. Expands nothing and runs nothing.

/// The words of a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    pub words: Vec<String>,
    /// A quote is still open at the end.
    pub is_open: bool,
}

/// Splits as a shell would; a quote that is still open ends with the text.
pub fn split(text: &str) -> Split {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            // Between double quotes a backslash is one, unless something to escape follows.
            (Some('"'), '\\') if !characters.peek().is_some_and(|next| matches!(next, '"' | '\\')) => {
                word.get_or_insert_default().push(character);
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(characters.next()),
            (None, _) if character.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    Split { words, is_open: quote.is_some() }
}

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
    use super::{Split, command_line, split};

    #[test]
    fn words_are_split_as_a_shell_does() {
        let words = |text: &str| split(text).words;
        assert_eq!(words(r#"  a  --b='c d' "e \" \n" \  f '' "#), ["a", "--b=c d", "e \" \\n", " ", "f", ""]);
        assert_eq!(split("a 'b c"), Split { words: vec!["a".to_owned(), "b c".to_owned()], is_open: true });
        assert_eq!(split(&command_line(&["it's", "a b"])).words, ["it's", "a b"]);
    }

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
