//! A command that the user gives as one text. It is split as a shell splits it, and run without one.

use std::str::FromStr;

use crate::base::shell;

/// The words of a command; there is at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine(Vec<String>);

impl CommandLine {
    /// The program and its arguments.
    pub fn words(&self) -> &[String] {
        &self.0
    }

    /// The program, without its arguments.
    pub fn program(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// The same with one text in every word replaced by another.
    #[must_use]
    pub fn with(&self, from: &str, to: &str) -> Self {
        Self(self.0.iter().map(|word| word.replace(from, to)).collect())
    }
}

impl FromStr for CommandLine {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let split = shell::split(text);
        match (split.is_open, split.words.is_empty()) {
            (true, _) => Err("a quote is not closed"),
            (false, true) => Err("expected a command"),
            (false, false) => Ok(Self(split.words)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CommandLine;

    #[test]
    fn it_is_split_as_a_shell_does() {
        let line: CommandLine = "a 'b {port}' c".parse().unwrap();
        assert_eq!((line.program(), line.with("{port}", "80").words()[1].as_str()), ("a", "b 80"));
        assert!("".parse::<CommandLine>().is_err() && "a 'b".parse::<CommandLine>().is_err());
    }
}
