//! Featherless AI: chat and completions.

use super::super::openai::{PLAIN_CHAT, completions, generated};
use super::super::provider::{Form, Provider, Read};
use super::super::task::Task;

pub(super) static PROVIDER: Provider = Provider::new(
    "featherless-ai",
    "https://api.featherless.ai",
    &[
        (Task::Conversational, PLAIN_CHAT),
        (Task::TextGeneration, Form::new(|order| completions(order, "/v1/completions"), Read::Shaped(generated))),
    ],
);
