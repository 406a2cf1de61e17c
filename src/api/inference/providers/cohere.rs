//! Cohere: chat.

use super::super::openai::{chat_with_schema, object_with_schema};
use super::super::provider::{Form, Provider, Read};
use super::super::task::Task;

const CHAT: &str = "/compatibility/v1/chat/completions";

pub(super) static PROVIDER: Provider = Provider::new(
    "cohere",
    "https://api.cohere.com",
    &[(Task::Conversational, Form::new(|order| chat_with_schema(order, CHAT, object_with_schema), Read::Json))],
);
