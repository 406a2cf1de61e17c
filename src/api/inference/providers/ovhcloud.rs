//! OVHcloud: chat.

use super::super::openai::PLAIN_CHAT;
use super::super::provider::Provider;
use super::super::task::Task;

pub(super) static PROVIDER: Provider =
    Provider::new("ovhcloud", "https://oai.endpoints.kepler.ai.cloud.ovh.net", &[(Task::Conversational, PLAIN_CHAT)]);
