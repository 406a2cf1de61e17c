//! Paths on this machine as they are typed. A leading `~` is the user's home: shells leave it alone in quotes and behind
//! an equals sign.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, StringValueParser, TypedValueParser};

use crate::config::env::Environment;

/// A path.
pub fn local_path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new()
        .map(|typed| typed.into_string().map_or_else(PathBuf::from, |text| PathBuf::from(expanded(text))))
}

/// A path that is text, or a word that stands for one, such as `-`.
pub fn local_text() -> impl TypedValueParser<Value = String> {
    StringValueParser::new().map(expanded)
}

fn expanded(text: String) -> String {
    if text.starts_with('~') { Environment::of_process().expand_home(&text) } else { text }
}
