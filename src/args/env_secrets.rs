//! `--env`, `--env-file`, `--secrets` and `--secrets-file`: the variables of a machine of the Hub.

use std::fs;
use std::io;
use std::path::Path;

use serde::Serialize;

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

/// Where a name without a value is looked up.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

impl EnvArgs {
    pub fn is_given(&self) -> bool {
        !self.env.is_empty() || self.env_file.is_some()
    }

    /// All variables, each once; what is typed wins over the file. One without a value is skipped.
    pub fn read(&self, out: &Out, here: Lookup<'_>) -> Result<Vec<KeyValue>, VariablesError> {
        let mut variables = Variables::new(out, here);
        variables.add_file(self.env_file.as_deref())?;
        variables.add_lines("--env", &self.env)?;
        Ok(variables.all)
    }
}

impl SecretsArgs {
    pub fn is_given(&self) -> bool {
        !self.secrets.is_empty() || self.secrets_file.is_some()
    }

    /// All secrets, each once; what is typed wins over the file. One without a value is skipped.
    pub fn read(&self, out: &Out, here: Lookup<'_>) -> Result<Vec<KeyValue>, VariablesError> {
        self.collect(Variables::new(out, here))
    }

    /// The same for a command that is about secrets alone: there must be one, and each must have a value, which a
    /// person at a terminal is asked for.
    pub fn require(&self, out: &Out, here: Lookup<'_>) -> Result<Vec<KeyValue>, VariablesError> {
        let all = self.collect(Variables { asks: true, ..Variables::new(out, here) })?;
        if all.is_empty() {
            return Err(Misuse("no secret is given: use --secrets NAME or --secrets-file FILE".to_owned()).into());
        }
        Ok(all)
    }

    fn collect(&self, mut variables: Variables<'_>) -> Result<Vec<KeyValue>, VariablesError> {
        if self.secrets.iter().any(|secret| secret.contains('=')) {
            variables.out.warning(
                "a secret value on the command line stays in your shell history: prefer --secrets NAME, which reads the \
                 environment, or --secrets-file",
            );
        }
        variables.add_file(self.secrets_file.as_deref())?;
        variables.add_lines("--secrets", &self.secrets)?;
        Ok(variables.all)
    }
}

/// Variables that are being collected.
struct Variables<'a> {
    out: &'a Out,
    here: Lookup<'a>,
    /// A name without a value is asked for instead of skipped.
    asks: bool,
    all: Vec<KeyValue>,
}

impl<'a> Variables<'a> {
    fn new(out: &'a Out, here: Lookup<'a>) -> Self {
        Self { out, here, asks: false, all: Vec::new() }
    }

    fn add_file(&mut self, file: Option<&str>) -> Result<(), VariablesError> {
        let Some(file) = file else { return Ok(()) };
        let content = content(self.out, file);
        let content = content.map_err(|source| VariablesError::Unreadable { file: file.to_owned(), source })?;
        self.add(file, &content)
    }

    fn add_lines(&mut self, flag: &str, lines: &[String]) -> Result<(), VariablesError> {
        lines.iter().try_for_each(|line| self.add(flag, line))
    }

    /// The Python client skips without a word what it cannot read.
    fn add(&mut self, origin: &str, text: &str) -> Result<(), VariablesError> {
        for line in dotenv::parse(text) {
            match line {
                Line::Pair(key, value) => self.set(key, value),
                Line::Name(key) => match (self.here)(&key) {
                    Some(value) => self.set(key, value),
                    None if self.asks => {
                        let value = asked(self.out, &key)?;
                        self.set(key, value);
                    }
                    None => self.out.warning(&format!("{origin}: skipping {key}: not set in the environment")),
                },
                Line::Malformed(number) => {
                    self.out.warning(&format!("{origin}: skipping line {number}: not NAME=VALUE"));
                }
            }
        }
        Ok(())
    }

    fn set(&mut self, key: String, value: String) {
        match self.all.iter_mut().find(|known| known.key == key) {
            Some(known) => known.value = value,
            None => self.all.push(KeyValue { key, value }),
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
