//! `--env`, `--env-file`, `--secrets` and `--secrets-file`: the variables of a machine of the Hub.

use std::fs;
use std::io;
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

use super::local_path::local_text;
use super::misuse::Misuse;
use crate::base::dotenv::{self, Line};
use crate::output::{Format, Out, PromptError};

/// Variables whose values may be read.
#[derive(Clone, Default, clap::Args)]
pub struct EnvArgs {
    /// Environment variable as NAME=VALUE, or NAME to pass on its local value; may be repeated
    #[arg(short, long = "env", value_name = "NAME[=VALUE]")]
    env: Vec<String>,
    /// File with one NAME=VALUE per line, or - for standard input
    #[arg(long, value_name = "FILE", value_parser = local_text())]
    env_file: Option<String>,
}

/// Variables whose values nobody sees afterwards. They are not shown by `Debug` either.
#[derive(Clone, Default, clap::Args)]
pub struct SecretsArgs {
    /// Secret as NAME to take its value from the environment, or NAME=VALUE; may be repeated
    #[arg(short, long = "secrets", value_name = "NAME[=VALUE]")]
    secrets: Vec<String>,
    /// File with one NAME=VALUE secret per line, or - for standard input
    #[arg(long, value_name = "FILE", value_parser = local_text())]
    secrets_file: Option<String>,
}

/// A variable as the Hub's JSON has it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct KeyValue {
    pub key: String,
    pub value: String,
}

/// Variables as the object that other services take.
pub fn object(variables: Vec<KeyValue>) -> Map<String, Value> {
    variables.into_iter().map(|variable| (variable.key, variable.value.into())).collect()
}

/// A variable that was written down. It has no `Debug`, for its value may be a secret.
pub struct Written {
    pub key: String,
    /// `None` for a name alone that has no value here.
    pub value: Option<String>,
    /// A name alone that is the whole value of a flag, and no line of a longer text.
    pub is_asked_for: bool,
    /// Where it stands, for messages.
    place: String,
}

/// Variables, each once, at the place of its first mention and with the value of its last.
pub struct Variables(pub Vec<Written>);

/// Why there are no variables.
#[derive(Debug, thiserror::Error)]
pub enum VariablesError {
    #[error("cannot read the variables in '{file}'")]
    Unreadable { file: String, source: io::Error },
    #[error("the secret '{0}' has no value: set it in the environment, or use --secrets-file")]
    NoValue(String),
    #[error("{source}")]
    Unanswered {
        #[from]
        source: PromptError,
    },
    #[error("{source}")]
    NoneGiven {
        #[from]
        source: Misuse,
    },
}

impl EnvArgs {
    pub fn is_given(&self) -> bool {
        !self.env.is_empty() || self.env_file.is_some()
    }

    /// All variables in their order: the file first, so that what is typed wins.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&self, out: &Out) -> Result<Vec<Written>, VariablesError> {
        Typed { flag: "--env", texts: &self.env, file: self.env_file.as_deref(), is_secret: false }.read(out)
    }
}

impl SecretsArgs {
    pub fn is_given(&self) -> bool {
        !self.secrets.is_empty() || self.secrets_file.is_some()
    }

    /// All secrets in their order: the file first, so that what is typed wins.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&self, out: &Out) -> Result<Vec<Written>, VariablesError> {
        if self.secrets.iter().any(|secret| secret.contains('=')) {
            out.warning(
                "a secret value on the command line stays in your shell history: prefer --secrets NAME, which reads the \
                 environment, or --secrets-file",
            );
        }
        Typed { flag: "--secrets", texts: &self.secrets, file: self.secrets_file.as_deref(), is_secret: true }.read(out)
    }
}

/// Names alone, asked for by what is named in messages.
pub fn named(names: &[&String], origin: &str) -> Vec<Written> {
    let written = |name: &String| Written {
        key: name.clone(),
        value: None,
        is_asked_for: true,
        place: format!("{origin}: skipping {name}"),
    };
    names.iter().copied().map(written).collect()
}

impl Variables {
    /// Gives names alone the value that they have here.
    pub fn new(written: Vec<Written>, here: impl Fn(&str) -> Option<String>) -> Self {
        let mut all: Vec<Written> = Vec::new();
        for variable in written {
            let value = variable.value.or_else(|| here(&variable.key));
            match all.iter_mut().find(|known| known.key == variable.key) {
                Some(known) => known.value = value.or(known.value.take()),
                None => all.push(Written { value, ..variable }),
            }
        }
        Self(all)
    }

    /// Does without those that have no value. The Python client does so without a word.
    pub fn skip_missing(self, out: &Out) -> Vec<KeyValue> {
        let known = self.0.into_iter().filter_map(|Written { key, value, place, .. }| match value {
            Some(value) => Some(KeyValue { key, value }),
            None => {
                out.warning(&format!("{place}: not set in the environment"));
                None
            }
        });
        known.collect()
    }

    /// For a command that is about secrets alone: there must be one, and each must have a value, which a person at a
    /// terminal is asked for.
    ///
    /// # Errors
    /// There is no secret, or one has no value.
    pub fn require(self, out: &Out) -> Result<Vec<KeyValue>, VariablesError> {
        if self.0.is_empty() {
            return Err(Misuse("no secret is given: use --secrets NAME or --secrets-file FILE".to_owned()).into());
        }
        let all = self.0.into_iter().map(|Written { key, value, .. }| {
            let value = value.map_or_else(|| asked(out, &key), Ok)?;
            Ok(KeyValue { key, value })
        });
        all.collect()
    }
}

struct Typed<'a> {
    flag: &'static str,
    texts: &'a [String],
    file: Option<&'a str>,
    is_secret: bool,
}

impl Typed<'_> {
    fn read(&self, out: &Out) -> Result<Vec<Written>, VariablesError> {
        let mut all = Vec::new();
        if let Some(file) = self.file {
            let content = content(out, file);
            let content = content.map_err(|source| VariablesError::Unreadable { file: file.to_owned(), source })?;
            self.add(&mut all, out, (file, &content));
        }
        for text in self.texts {
            self.add(&mut all, out, (self.flag, text));
        }
        Ok(all)
    }

    /// The Python client skips what it cannot read without a word. A line of a secret is told by its number only: a
    /// key that was pasted without quotes looks like names.
    fn add(&self, all: &mut Vec<Written>, out: &Out, (origin, text): (&str, &str)) {
        for (number, line) in dotenv::parse(text) {
            let (key, value) = match line {
                Line::Pair(key, value) => (key, Some(value)),
                Line::Name(key) => (key, None),
                Line::Malformed => {
                    out.warning(&format!("{origin}: skipping line {number}: not NAME=VALUE"));
                    continue;
                }
            };
            let is_asked_for = value.is_none() && key == text.trim();
            let name = if self.is_secret && !is_asked_for { format!("line {number}") } else { key.clone() };
            all.push(Written { key, value, is_asked_for, place: format!("{origin}: skipping {name}") });
        }
    }
}

/// A value that the user types unseen.
fn asked(out: &Out, key: &str) -> Result<String, VariablesError> {
    let no_value = || VariablesError::NoValue(key.to_owned());
    if out.format() != Format::Human || !out.settings().terminals.stdin {
        return Err(no_value());
    }
    let typed = out.password(&format!("Value of {key}"))?.ok_or_else(no_value)?;
    Ok(typed.expose().to_owned())
}

fn content(out: &Out, file: &str) -> io::Result<String> {
    if file == "-" {
        return io::read_to_string(io::stdin());
    }
    warn_if_others_may_read(out, Path::new(file));
    fs::read_to_string(file)
}

#[cfg(unix)]
fn warn_if_others_may_read(out: &Out, file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(about) = fs::metadata(file) else { return };
    let mode = about.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        let file = file.display();
        out.warning(&format!("'{file}' is readable by other users (mode {mode:o}): run `chmod 600 {file}`"));
    }
}

#[cfg(not(unix))]
fn warn_if_others_may_read(_out: &Out, _file: &Path) {}
