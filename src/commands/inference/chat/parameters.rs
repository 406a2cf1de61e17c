//! The parameters of chat.

use std::fs;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use serde_json::{Number, Value, json};

use crate::args::inputs::{JsonInput, number_from};

/// How a model is to answer. The fields are in the order in which they are sent.
#[derive(clap::Args, Serialize)]
pub(super) struct Parameters {
    /// Penalty for words that have come often, from -2 to 2
    #[arg(long, value_name = "NUMBER", value_parser = number_from(-2.0, 2.0), allow_negative_numbers = true)]
    frequency_penalty: Option<Number>,
    /// Bias of tokens, as a JSON object or list, or @FILE
    #[arg(long, value_name = "JSON")]
    logit_bias: Option<JsonInput>,
    /// Also return the log probabilities of the tokens
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    logprobs: Option<bool>,
    /// Longest answer, in tokens
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_tokens: Option<i64>,
    /// Number of answers
    #[arg(long, value_name = "N")]
    n: Option<u32>,
    /// Penalty for words that have come at all, from -2 to 2
    #[arg(long, value_name = "NUMBER", value_parser = number_from(-2.0, 2.0), allow_negative_numbers = true)]
    presence_penalty: Option<Number>,
    /// Form of the answer: text, json, or a JSON schema as @FILE or JSON
    #[arg(long, value_name = "FORMAT")]
    response_format: Option<ResponseFormat>,
    /// Seed of random choices
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<i64>,
    /// Text that ends the answer; may be repeated
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop: Vec<String>,
    /// How random the choice of words is, from 0 to 2
    #[arg(long, value_name = "NUMBER", value_parser = number_from(0.0, 2.0))]
    temperature: Option<Number>,
    /// Which tool to call: auto, none, required, or the name of a function
    #[arg(long, value_name = "CHOICE")]
    tool_choice: Option<ToolChoice>,
    /// Text put before the tools in the prompt
    #[arg(long, value_name = "TEXT")]
    tool_prompt: Option<String>,
    /// File with the tools that may be called, as a JSON list
    #[arg(long, value_name = "FILE")]
    tools: Option<Tools>,
    /// How many likely tokens to show at each place; needs --logprobs
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=20))]
    top_logprobs: Option<u32>,
    /// Sample from the likeliest tokens that add up to this probability, from 0 to 1
    #[arg(long, value_name = "NUMBER", value_parser = number_from(0.0, 1.0))]
    top_p: Option<Number>,
}

impl Parameters {
    /// Whether the model may call tools.
    pub(super) fn has_tools(&self) -> bool {
        self.tools.is_some()
    }
}

/// `text`, `json`, or a schema.
#[derive(Debug, Clone, PartialEq)]
struct ResponseFormat(Value);

/// `auto`, `none`, `required`, or a function.
#[derive(Debug, Clone, PartialEq)]
struct ToolChoice(Value);

/// A list of tools.
#[derive(Debug, Clone, PartialEq)]
struct Tools(Value);

impl FromStr for ResponseFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let format = match text {
            "text" => json!({"type": "text"}),
            "json" | "json_object" => json!({"type": "json_object"}),
            text => {
                let JsonInput(given) =
                    text.parse().map_err(|error| format!("expected text, json, or a schema: {error}"))?;
                // A schema has a type, too, but none of these.
                match given["type"].as_str() {
                    Some("json_schema" | "json_object" | "text" | "regex") => given,
                    _ => {
                        json!({"type": "json_schema", "json_schema": {"name": "answer", "schema": given, "strict": true}})
                    }
                }
            }
        };
        Ok(Self(format))
    }
}

impl FromStr for ToolChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" | "none" | "required" => Ok(Self(text.into())),
            text if text.starts_with('{') => Ok(Self(text.parse::<JsonInput>()?.0)),
            name => Ok(Self(json!({"type": "function", "function": {"name": name}}))),
        }
    }
}

impl FromStr for Tools {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let path = text.strip_prefix('@').unwrap_or(text);
        let text = if text.starts_with('[') {
            text.to_owned()
        } else {
            fs::read_to_string(path).map_err(|error| format!("cannot read '{path}': {error}"))?
        };
        let tools: Value = serde_json::from_str(&text).map_err(|error| format!("expected a JSON list: {error}"))?;
        if tools.is_array() { Ok(Self(tools)) } else { Err("expected a JSON list of tools".to_owned()) }
    }
}

impl Serialize for ResponseFormat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Serialize for ToolChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Serialize for Tools {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{ResponseFormat, ToolChoice, Tools};

    #[test]
    fn a_bare_schema_becomes_a_format_and_a_whole_format_stays() {
        let schema = json!({"type": "object", "properties": {}});
        let whole = json!({"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": true}});
        let read = |text: &str| text.parse::<ResponseFormat>().unwrap().0;
        assert_eq!(read(&schema.to_string()), whole);
        assert_eq!(read(&whole.to_string()), whole);
        assert_eq!(read("json"), json!({"type": "json_object"}));
        assert!("yaml".parse::<ResponseFormat>().is_err());
    }

    #[test]
    fn a_tool_is_chosen_by_its_name() {
        let read = |text: &str| text.parse::<ToolChoice>().unwrap().0;
        assert_eq!(read("auto"), json!("auto"));
        assert_eq!(read("weather"), json!({"type": "function", "function": {"name": "weather"}}));
        assert_eq!(read("{\"function\": {\"name\": \"x\"}}"), json!({"function": {"name": "x"}}));
        assert!("[{\"type\": \"function\"}]".parse::<Tools>().is_ok() && "@/nowhere".parse::<Tools>().is_err());
    }
}
