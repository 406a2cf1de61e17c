//! What models are asked about, as it is typed: a text, or a picture or recording, from the command line, a file, the
//! web or standard input; and values of parameters that are JSON.

use std::convert::Infallible;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use bytes::Bytes;
use serde::{Serialize, Serializer};
use serde_json::{Map, Number, Value, json};

use super::missing::UnreadableInput;
use super::misuse::Misuse;
use crate::api::inference::ask::Media;
use crate::base::media_type::media_type;
use crate::base::text;

/// A text: `@FILE` reads it from a file, `-` from standard input, and `@@` begins a text with an at sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextInput(String);

/// A picture or a recording: a path, an address on the web, or `-` for standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaInput(String);

/// Why an input cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// It cannot be read.
    #[error("{source}")]
    Unreadable {
        #[from]
        source: UnreadableInput,
    },
    /// It is not what it should be.
    #[error("{source}")]
    Misuse {
        #[from]
        source: Misuse,
    },
}

impl TextInput {
    /// The text. A last line break of a file or of standard input is no part of it.
    ///
    /// # Errors
    /// [`InputError`]: the file or standard input cannot be read, or is not text.
    pub fn read(&self) -> Result<String, InputError> {
        let (name, bytes) = match (self.0.as_str(), self.0.strip_prefix('@')) {
            ("-", _) => ("standard input", stdin()?),
            (text, Some(rest)) if rest.starts_with('@') => return Ok(text[1..].to_owned()),
            (_, Some(path)) if !path.is_empty() => (path, file(Path::new(path))?),
            (text, _) => return Ok(text.to_owned()),
        };
        let text = text::decode(&bytes).map_err(|error| Misuse(format!("{name} is not text: {error}")))?;
        let text = text.strip_suffix('\n').unwrap_or(&text);
        Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
    }
}

impl TextInput {
    /// The lines of a file or of standard input that are not empty; of what was typed itself, all of it.
    ///
    /// # Errors
    /// As [`TextInput::read`].
    pub fn lines(&self) -> Result<Vec<String>, InputError> {
        let text = self.read()?;
        let is_typed = self.0 != "-" && (!self.0.starts_with('@') || self.0.starts_with("@@"));
        let lines = || text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Ok(if is_typed { vec![text] } else { lines() })
    }
}

impl MediaInput {
    /// The content of a file or of standard input, with the media type that the file's name says; of the web the address.
    ///
    /// # Errors
    /// [`InputError`]: the file or standard input cannot be read.
    pub fn read(&self) -> Result<Media, InputError> {
        let name = self.0.as_str();
        if name.starts_with("http://") || name.starts_with("https://") {
            return Ok(Media::Url(name.to_owned()));
        }
        let (bytes, kind) = if name == "-" { (stdin()?, None) } else { (file(Path::new(name))?, media_type(name)) };
        Ok(Media::Bytes { bytes: Bytes::from(bytes), kind: kind.map(str::to_owned) })
    }

    /// The name without folders and ending, for what is made of it.
    pub fn stem(&self) -> String {
        let path = PathBuf::from(self.0.split(['?', '#']).next().unwrap_or_default());
        path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

impl FromStr for TextInput {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl FromStr for MediaInput {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() { Err("expected a path, a URL, or - for standard input") } else { Ok(Self(text.to_owned())) }
    }
}

fn stdin() -> Result<Vec<u8>, UnreadableInput> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes).map_err(UnreadableInput::at(Path::new("-")))?;
    Ok(bytes)
}

fn file(path: &Path) -> Result<Vec<u8>, UnreadableInput> {
    fs::read(path).map_err(UnreadableInput::at(path))
}

/// A number, sent as it is typed: `1` is no `1.0`.
pub fn number(text: &str) -> Result<Number, &'static str> {
    let whole = text.parse::<i64>().ok().map(Number::from);
    whole.or_else(|| Number::from_f64(text.parse().ok()?)).ok_or("expected a number")
}

/// A number within bounds.
pub fn number_from(least: f64, most: f64) -> impl Fn(&str) -> Result<Number, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number = number(text)?;
        let is_within = number.as_f64().is_some_and(|value| (least..=most).contains(&value));
        if is_within { Ok(number) } else { Err(format!("expected a number from {least} to {most}")) }
    }
}

/// JSON, or `@FILE` with JSON in it.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonInput(pub Value);

impl FromStr for JsonInput {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = match text.strip_prefix('@') {
            Some(path) => fs::read_to_string(path).map_err(|error| format!("cannot read '{path}': {error}"))?,
            None => text.to_owned(),
        };
        serde_json::from_str(&text).map(Self).map_err(|error| format!("expected JSON or @FILE: {error}"))
    }
}

impl Serialize for JsonInput {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// `true`, `false`, or a word that says something third.
#[derive(Debug, Clone, PartialEq)]
pub struct OrWord(Value);

/// Reads [`OrWord`]s.
pub fn bool_or(word: &'static str) -> impl Fn(&str) -> Result<OrWord, String> + Clone + Send + Sync + 'static {
    move |text| match text {
        "true" => Ok(OrWord(Value::Bool(true))),
        "false" => Ok(OrWord(Value::Bool(false))),
        text if text == word => Ok(OrWord(word.into())),
        _ => Err(format!("expected true, false or {word}")),
    }
}

impl Serialize for OrWord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// `512x256`: the width and height of a picture in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

impl FromStr for Size {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "expected WIDTHxHEIGHT, such as 1024x768";
        let (width, height) = text.split_once(['x', 'X']).ok_or(wrong)?;
        let pixels = |text: &str| text.parse::<u32>().ok().filter(|pixels| *pixels > 0).ok_or(wrong);
        Ok(Self { width: pixels(width)?, height: pixels(height)? })
    }
}

impl Serialize for Size {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json!({"width": self.width, "height": self.height}).serialize(serializer)
    }
}

/// The parameters of a task: the fields of a struct of flags, without those that were not typed.
pub fn fields<T: Serialize>(flags: &T) -> Map<String, Value> {
    match serde_json::to_value(flags) {
        Ok(Value::Object(fields)) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        // Flags are always an object.
        Ok(_) | Err(_) => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{MediaInput, Size, TextInput, number, number_from};

    #[test]
    fn a_text_may_begin_with_an_at_sign() {
        let read = |text: &str| text.parse::<TextInput>().unwrap().read().unwrap();
        assert_eq!([read("hi"), read("@@ada"), read("@"), read("")], ["hi", "@ada", "@", ""]);
        assert!("@/nowhere/at/all".parse::<TextInput>().unwrap().read().is_err());
    }

    #[test]
    fn numbers_are_sent_as_they_are_typed() {
        assert_eq!(json!([number("1").unwrap(), number("0.50").unwrap(), number("-3").unwrap()]), json!([1, 0.5, -3]));
        assert!(number("many").is_err() && number("inf").is_err());
        let penalty = number_from(-2.0, 2.0);
        assert!(penalty("2").is_ok() && penalty("2.1").is_err());
    }

    #[test]
    fn a_size_has_two_numbers() {
        assert_eq!("512x256".parse::<Size>(), Ok(Size { width: 512, height: 256 }));
        for text in ["512", "0x1", "ax1", "-1x1"] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_file_made_of_media_is_named_after_them() {
        let stem = |text: &str| text.parse::<MediaInput>().unwrap().stem();
        assert_eq!([stem("a/b.png"), stem("https://h/x/dog.jpg?y=1"), stem("-")], ["b", "dog", "-"]);
    }
}
