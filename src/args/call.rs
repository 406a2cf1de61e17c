//! Who is asked for inference, and how: flags that all its verbs share.

use std::str::FromStr;

use clap::builder::PossibleValuesParser;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue};
use serde_json::{Map, Value};

use super::misuse::Misuse;
use super::timeout::WaitTimeoutArg;
use super::token::TokenArg;
use crate::api::inference::providers::PROVIDERS;
use crate::api::inference::route::AUTO;
use crate::api::inference::send::Extras;
use crate::base::secret::Secret;
use crate::config::Config;

/// Who is asked, and how.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Model and provider")]
pub struct CallArgs {
    /// Model ID; chat also takes a provider or a policy after it, such as org/model:fastest
    #[arg(short, long, value_name = "MODEL")]
    pub model: Option<String>,
    /// Provider that runs the model (see `hf inference providers`); without it, the Hub chooses
    #[arg(long, value_name = "PROVIDER", value_parser = provider(), hide_possible_values = true)]
    pub provider: Option<String>,
    /// Ask a server instead: its URL, or the name of your Inference Endpoint
    #[arg(long, value_name = "URL|NAME", conflicts_with = "provider")]
    pub endpoint: Option<String>,
    /// Environment variable with your own key for the provider or server; it is sent nowhere else
    #[arg(long, value_name = "VARIABLE")]
    pub api_key_env: Option<String>,
    /// Organization that pays
    #[arg(long, value_name = "ORG", conflicts_with = "api_key_env")]
    pub bill_to: Option<String>,
    /// Any other parameter as KEY=VALUE, where the value may be JSON; may be repeated
    #[arg(long = "param", value_name = "KEY=VALUE")]
    pub params: Vec<Param>,
    /// Header of the request as KEY:VALUE; may be repeated
    #[arg(long = "header", value_name = "KEY:VALUE")]
    pub headers: Vec<Header>,
    /// Cookie of the request as KEY=VALUE; may be repeated
    #[arg(long = "cookie", value_name = "KEY=VALUE")]
    pub cookies: Vec<Cookie>,
    #[command(flatten)]
    pub timeout: WaitTimeoutArg,
    #[command(flatten)]
    pub token: TokenArg,
}

/// `KEY=VALUE`, where a value that is not JSON is text.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    key: String,
    value: Value,
}

/// `KEY:VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header(HeaderName, HeaderValue);

/// `KEY=VALUE`, as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie(String);

impl CallArgs {
    /// The parameters that were typed as such and those that have flags of their own; the former win.
    pub fn with_params(&self, mut parameters: Map<String, Value>) -> Map<String, Value> {
        parameters.extend(Param::all(&self.params));
        parameters
    }

    /// The key of one's own, from the variable that holds it.
    ///
    /// # Errors
    /// The variable is not set.
    pub fn key(&self, config: &Config) -> Result<Option<Secret>, Misuse> {
        let Some(name) = &self.api_key_env else { return Ok(None) };
        let key = config.variable(name).and_then(|value| Secret::parse(&value));
        key.map(Some).ok_or_else(|| Misuse(format!("the variable {name} of --api-key-env is not set")))
    }

    /// What is added to requests.
    ///
    /// # Errors
    /// A value cannot stand in a header.
    pub fn extras(&self) -> Result<Extras, Misuse> {
        let value = |text: &str| {
            HeaderValue::from_str(text).map_err(|_| Misuse(format!("'{text}' cannot be sent in a header")))
        };
        let cookies: Vec<&str> = self.cookies.iter().map(|cookie| cookie.0.as_str()).collect();
        Ok(Extras {
            headers: self.headers.iter().map(|Header(name, value)| (name.clone(), value.clone())).collect(),
            cookies: if cookies.is_empty() { None } else { Some(value(&cookies.join("; "))?) },
            bill_to: self.bill_to.as_deref().map(value).transpose()?,
        })
    }
}

fn provider() -> PossibleValuesParser {
    PossibleValuesParser::new(std::iter::once(AUTO).chain(PROVIDERS.iter().map(|provider| provider.name)))
}

/// Text that is no `KEY=VALUE` or `KEY:VALUE`, or that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PairError(&'static str);

impl Param {
    /// Parameters by their keys; of those with the same key the last counts.
    pub fn all(params: &[Self]) -> Map<String, Value> {
        params.iter().map(|param| (param.key.clone(), param.value.clone())).collect()
    }
}

impl FromStr for Param {
    type Err = PairError;

    fn from_str(text: &str) -> Result<Self, PairError> {
        let (key, value) =
            text.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or(PairError("expected KEY=VALUE"))?;
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
        Ok(Self { key: key.to_owned(), value })
    }
}

impl FromStr for Header {
    type Err = PairError;

    fn from_str(text: &str) -> Result<Self, PairError> {
        let (name, value) = text.split_once(':').ok_or(PairError("expected KEY:VALUE"))?;
        let name = HeaderName::from_str(name.trim()).map_err(|_| PairError("it is not the name of a header"))?;
        if name == AUTHORIZATION {
            return Err(PairError("name the variable that holds your key with --api-key-env, or log in"));
        }
        if name == COOKIE {
            return Err(PairError("use --cookie"));
        }
        let value = HeaderValue::from_str(value.trim()).map_err(|_| PairError("the value cannot be sent"))?;
        Ok(Self(name, value))
    }
}

impl FromStr for Cookie {
    type Err = PairError;

    fn from_str(text: &str) -> Result<Self, PairError> {
        let has_key = text.split_once('=').is_some_and(|(key, _)| !key.is_empty());
        let is_one = !text.contains([';', '\r', '\n']);
        if has_key && is_one { Ok(Self(text.to_owned())) } else { Err(PairError("expected KEY=VALUE")) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Cookie, Header, Param};

    #[test]
    fn a_parameter_is_json_or_text() {
        let value = |text: &str| text.parse::<Param>().map(|param| param.value);
        for (text, expected) in [
            ("a=1", json!(1)),
            ("a=0.5", json!(0.5)),
            ("a=true", json!(true)),
            ("a=cat", json!("cat")),
            ("a={\"b\": [1]}", json!({"b": [1]})),
            ("a=x=y", json!("x=y")),
            ("a=", json!("")),
            ("a=null", Value::Null),
        ] {
            assert_eq!(value(text).unwrap(), expected, "{text}");
        }
        assert!(value("a").is_err() && value("=1").is_err());
    }

    #[test]
    fn a_secret_has_no_place_in_a_header_that_is_typed() {
        assert!("X-Request-Id: r1".parse::<Header>().is_ok());
        for text in ["Authorization: Bearer x", "authorization:x", "Cookie: a=1", "x", "a b: c", "a: b\nc"] {
            assert!(text.parse::<Header>().is_err(), "{text}");
        }
        assert!(
            "a=1".parse::<Cookie>().is_ok() && "a".parse::<Cookie>().is_err() && "a=1; b=2".parse::<Cookie>().is_err()
        );
    }
}
