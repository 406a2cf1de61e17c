//! The messages of one question: a system prompt, messages of a file, and the prompt with its pictures.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::api::inference::ask::Media;
use crate::args::inputs::{MediaInput, TextInput};
use crate::args::missing::UnreadableInput;
use crate::args::misuse::Misuse;
use crate::base::media_type::kind_of;

/// What is said to a model.
#[derive(clap::Args)]
pub(super) struct MessageArgs {
    /// Prompt; @FILE reads it from a file, - from standard input
    #[arg(value_name = "PROMPT")]
    prompt: Option<TextInput>,
    /// System prompt, which says how to answer; @FILE reads it from a file
    #[arg(long, value_name = "TEXT")]
    system: Option<TextInput>,
    /// File with earlier messages, as a JSON list; - for standard input
    #[arg(long, value_name = "FILE")]
    messages: Option<PathBuf>,
    /// Picture to ask about: a path or a URL; may be repeated
    #[arg(long, value_name = "FILE|URL")]
    image: Vec<MediaInput>,
}

impl MessageArgs {
    /// Whether nothing is said but what a conversation begins with.
    pub(super) fn is_silent(&self) -> bool {
        self.prompt.is_none() && self.messages.is_none() && self.image.is_empty()
    }

    /// The prompt is read from standard input.
    pub(super) fn with_stdin(self) -> Self {
        Self { prompt: "-".parse().ok(), ..self }
    }

    /// All messages, in order.
    ///
    /// # Errors
    /// A file cannot be read, or holds no messages.
    pub(super) fn read(&self) -> Result<Vec<Value>> {
        let mut all = Vec::new();
        if let Some(system) = &self.system {
            all.push(json!({"role": "system", "content": system.read()?}));
        }
        if let Some(path) = &self.messages {
            all.extend(earlier(path)?);
        }
        let text = self.prompt.as_ref().map(TextInput::read).transpose()?;
        if text.is_some() || !self.image.is_empty() {
            all.push(user(text, &self.image)?);
        }
        Ok(all)
    }
}

/// What the user says, with pictures.
pub(super) fn user(text: Option<String>, images: &[MediaInput]) -> Result<Value> {
    if images.is_empty() {
        return Ok(json!({"role": "user", "content": text}));
    }
    let mut parts: Vec<Value> = text.map(|text| json!({"type": "text", "text": text})).into_iter().collect();
    for image in images {
        let url = match image.read()? {
            Media::Url(url) => url,
            Media::Bytes { bytes, kind } => {
                let kind =
                    kind.or_else(|| kind_of(&bytes).map(str::to_owned)).unwrap_or_else(|| "image/jpeg".to_owned());
                format!("data:{kind};base64,{}", STANDARD.encode(&bytes))
            }
        };
        parts.push(json!({"type": "image_url", "image_url": {"url": url}}));
    }
    Ok(json!({"role": "user", "content": parts}))
}

/// A list of messages, or an object that holds one, as requests and saved conversations do.
fn earlier(path: &Path) -> Result<Vec<Value>> {
    let text = if path.as_os_str() == "-" { stdin() } else { fs::read_to_string(path) };
    let text = text.map_err(UnreadableInput::at(path))?;
    let name = path.display();
    let value: Value = serde_json::from_str(&text).map_err(|error| Misuse(format!("'{name}' is not JSON: {error}")))?;
    let list = match value {
        Value::Array(list) => Some(list),
        Value::Object(mut fields) => match fields.shift_remove("messages") {
            Some(Value::Array(list)) => Some(list),
            _ => None,
        },
        _ => None,
    };
    Ok(list.ok_or_else(|| Misuse(format!("'{name}' is not a JSON list of messages")))?)
}

fn stdin() -> io::Result<String> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    Ok(text)
}
