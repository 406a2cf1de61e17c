//! What a line of a conversation means: something to say to the model, or a command that begins with a slash.

use std::path::PathBuf;
use std::str::FromStr;

use crate::args::inputs::MediaInput;

/// The words of all commands, for completion.
pub(super) const WORDS: [&str; 6] = ["/help", "/image", "/model", "/quit", "/save", "/system"];

/// What `/help` prints.
pub(super) const HELP: &str = "\
/system [TEXT]   Set the system prompt, or show it
/model [MODEL]   Switch to another model, or show the current one
/image FILE|URL  Add a picture to the next message
/save FILE       Save the conversation as JSON
/help            Show this help
/quit            Leave; so does Ctrl-D, or Ctrl-C twice

A line that ends in a backslash continues on the next one. Ctrl-C stops an answer. The arrow keys bring earlier lines back.";

/// A line, understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    Say(String),
    /// With `None`, it is shown. So for the model.
    System(Option<String>),
    Model(Option<String>),
    Image(MediaInput),
    Save(PathBuf),
    Help,
    Quit,
}

impl FromStr for Command {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        // A path is something to say.
        let Some(name) = word.strip_prefix('/').filter(|name| !name.contains('/')) else {
            return Ok(Self::Say(line.to_owned()));
        };
        let rest = rest.trim();
        let optional = (!rest.is_empty()).then(|| rest.to_owned());
        match name {
            "system" => Ok(Self::System(optional)),
            "model" => Ok(Self::Model(optional)),
            "image" => match optional.and_then(|place| place.parse().ok()) {
                Some(place) => Ok(Self::Image(place)),
                None => Err("/image needs a path or a URL".to_owned()),
            },
            "save" => optional.map(|path| Self::Save(path.into())).ok_or_else(|| "/save needs a file".to_owned()),
            "help" | "?" => Ok(Self::Help),
            "quit" | "exit" | "bye" => Ok(Self::Quit),
            _ => Err(format!("unknown command '{word}': see /help")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Command, WORDS};

    #[test]
    fn a_line_is_said_unless_it_begins_with_a_command() {
        for line in ["Hi", "what is /help?", "/etc/passwd is what?", "/usr/bin", " /help"] {
            assert_eq!(line.parse(), Ok(Command::Say(line.to_owned())), "{line}");
        }
        assert_eq!("/system".parse(), Ok(Command::System(None)));
        assert_eq!("/system  Be brief.\nAlways. ".parse(), Ok(Command::System(Some("Be brief.\nAlways.".to_owned()))));
        assert_eq!("/image a b.png".parse(), Ok(Command::Image("a b.png".parse().unwrap())));
        assert_eq!("/exit".parse(), Ok(Command::Quit));
        for line in ["/", "/image", "/save ", "/halp"] {
            assert!(line.parse::<Command>().is_err(), "{line}");
        }
    }

    #[test]
    fn every_completed_word_is_a_command() {
        for word in WORDS {
            assert!(!matches!(format!("{word} x").parse(), Ok(Command::Say(_)) | Err(_)), "{word}");
        }
    }
}
