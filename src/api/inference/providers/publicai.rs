//! Public AI: chat.

use super::super::openai::PLAIN_CHAT;
use super::super::provider::Provider;
use super::super::task::Task;

pub(super) static PROVIDER: Provider =
    Provider::new("publicai", "https://api.publicai.co", &[(Task::Conversational, PLAIN_CHAT)]);
