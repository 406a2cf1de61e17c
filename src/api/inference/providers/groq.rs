//! Groq: chat.

use super::super::openai::chat;
use super::super::provider::{Form, Provider, Read};
use super::super::task::Task;

pub(super) static PROVIDER: Provider = Provider::new(
    "groq",
    "https://api.groq.com",
    &[(Task::Conversational, Form::new(|order| chat(order, "/openai/v1/chat/completions"), Read::Json))],
);
