//! `--env`, `--env-file`, `--secrets` and `--secrets-file`: the variables of a machine of the Hub.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use serde::Serialize;

use crate::base::dotenv::{self, Line};
use crate::output::Out;

/// Variables whose values may be read.
#[derive(Clone, Default, clap::Args)]
pub struct EnvArgs {
    /// Environment variable as NAME=VALUE, or NAME to pass on its local value; may be repeated
    #[arg(short, long = "env", value_name = "NAME[=VALUE]")]
    env: Vec<String>,
    /// File with one NAME=VALUE per line, or - for standard input
    #[arg(long, value_name = "FILE")]
    env_file: Option<String>,
}

/// Variables whose values nobody sees afterwards. They are not shown by `Debug` either.
#[derive(Clone, Default, clap::Args)]
pub struct SecretsArgs {
    /// Secret as NAME to take its value from the environment, or NAME=VALUE; may be repeated
    #[arg(short, long = "secrets", value_name = "NAME[=VALUE]")]
    secrets: Vec<String>,
    /// File with one NAME=VALUE secret per line, or - for standard input
    #[arg(long, value_name = "FILE")]
    secrets_file: Option<String>,
}

/// A variable as the Hub's JSON has it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct KeyValue {
    pub key: String,
    pub value: String,
}

/// A file of variables that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the variables in '{name}'")]
pub struct UnreadableVariables {
    name: String,
    source: io::Error,
}

/// What a name without a value is looked up in.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

impl EnvArgs {
    pub fn is_given(&self) -> bool {
        !self.env.is_empty() || self.env_file.is_some()
    }

    /// All variables, each once; what is typed wins over the file.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&self, out: &Out, here: Lookup<'_>) -> Result<Vec<KeyValue>, UnreadableVariables> {
        collect(out, here, &Typed { flag: "--env", lines: &self.env, file: self.env_file.as_deref() })
    }
}

impl SecretsArgs {
    pub fn is_given(&self) -> bool {
        !self.secrets.is_empty() || self.secrets_file.is_some()
    }

    /// All secrets, each once; what is typed wins over the file.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&self, out: &Out, here: Lookup<'_>) -> Result<Vec<KeyValue>, UnreadableVariables> {
        if self.secrets.iter().any(|secret| secret.contains('=')) {
            out.warning(
                "a secret value on the command line stays in your shell history: prefer --secrets NAME, which reads the \
                 environment, or --secrets-file",
            );
        }
        collect(out, here, &Typed { flag: "--secrets", lines: &self.secrets, file: self.secrets_file.as_deref() })
    }
}

struct Typed<'a> {
    flag: &'static str,
    lines: &'a [String],
    file: Option<&'a str>,
}

fn collect(out: &Out, here: Lookup<'_>, typed: &Typed<'_>) -> Result<Vec<KeyValue>, UnreadableVariables> {
    let mut variables = Variables { out, here, all: Vec::new() };
    if let Some(file) = typed.file {
        variables.add(file, &content(out, file)?);
    }
    for line in typed.lines {
        variables.add(typed.flag, line);
    }
    Ok(variables.all)
}

struct Variables<'a> {
    out: &'a Out,
    here: Lookup<'a>,
    all: Vec<KeyValue>,
}

impl Variables<'_> {
    /// The Python client leaves out without a word what it cannot read; here it is told.
    fn add(&mut self, origin: &str, text: &str) {
        for line in dotenv::parse(text) {
            match line {
                Line::Pair(key, value) => self.set(key, value),
                Line::Name(key) => match (self.here)(&key) {
                    Some(value) => self.set(key, value),
                    None => self.out.warning(&format!("{origin}: skipping {key}: not set in the environment")),
                },
                Line::Malformed(number) => {
                    self.out.warning(&format!("{origin}: skipping line {number}: not NAME=VALUE"));
                }
            }
        }
    }

    fn set(&mut self, key: String, value: String) {
        match self.all.iter_mut().find(|known| known.key == key) {
            Some(known) => known.value = value,
            None => self.all.push(KeyValue { key, value }),
        }
    }
}

fn content(out: &Out, file: &str) -> Result<String, UnreadableVariables> {
    let read = if file == "-" {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        warn_if_others_may_read(out, Path::new(file));
        fs::read_to_string(file)
    };
    read.map_err(|source| UnreadableVariables { name: file.to_owned(), source })
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
