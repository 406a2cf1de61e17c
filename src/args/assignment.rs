//! `KEY=VALUE` and `KEY+=VALUE` for fields of metadata: keys go down with dots, values are YAML.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use serde_json::Value;

use super::missing::UnreadableInput;
use crate::base::yaml::{YamlError, read};
use crate::output::Out;

/// Where a field stands: `license`, or `model-index.0.name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPath(pub Vec<String>);

/// What becomes of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub key: KeyPath,
    /// The value is added to what the field has.
    pub appends: bool,
    typed: String,
}

/// Why an assignment has no value.
#[derive(Debug, thiserror::Error)]
pub enum AssignmentError {
    #[error("{source}")]
    Input {
        #[from]
        source: UnreadableInput,
    },
    #[error("the value of '{key}' is not valid YAML")]
    Yaml { key: String, source: YamlError },
}

impl FromStr for KeyPath {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        if parts.iter().any(String::is_empty) {
            Err("expected a key, such as license or model-index.0.name")
        } else {
            Ok(Self(parts))
        }
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.join("."))
    }
}

impl FromStr for Assignment {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
        let (key, appends) = key.strip_suffix('+').map_or((key, false), |key| (key, true));
        Ok(Self { key: key.trim().parse()?, appends, typed: value.to_owned() })
    }
}

impl Assignment {
    /// The value: YAML as it is typed, or the content of a file behind an `@`. A number that would be written otherwise
    /// than it was typed stays text, with a warning.
    ///
    /// # Errors
    /// The file cannot be read, or the value is not YAML.
    pub fn value(&self, out: &Out) -> Result<Value, AssignmentError> {
        let text = match self.typed.strip_prefix('@') {
            Some(file) => std::fs::read_to_string(file).map_err(UnreadableInput::at(Path::new(file)))?,
            None => self.typed.clone(),
        };
        let value = read(&text).map_err(|source| AssignmentError::Yaml { key: self.key.to_string(), source })?;
        let typed = text.trim();
        let number = value.is_number().then(|| value.to_string());
        if number.is_some_and(|number| number != typed) {
            out.warning(&format!("{}: '{typed}' is kept as text: as a number it would become {value}", self.key));
            return Ok(Value::from(typed));
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::Assignment;

    #[test]
    fn the_first_equals_sign_divides() {
        for (text, key, appends, value) in [
            ("license=mit", "license", false, "mit"),
            ("tags+=[a, b]", "tags", true, "[a, b]"),
            ("model-index.0.name=a=b", "model-index.0.name", false, "a=b"),
            ("key=", "key", false, ""),
        ] {
            let Assignment { key: read, appends: read_appends, typed } = text.parse().unwrap();
            assert_eq!((read.to_string().as_str(), read_appends, typed.as_str()), (key, appends, value), "{text}");
        }
        for text in ["license", "=x", "a..b=x", "+=x"] {
            assert!(text.parse::<Assignment>().is_err(), "{text}");
        }
    }
}
