//! Scaleway: chat and embeddings.

use super::super::openai::{PLAIN_CHAT, vectors};
use super::super::provider::{Fields, Form, Order, Provider, Read, Sent};
use super::super::task::Task;

pub(super) static PROVIDER: Provider = Provider::new(
    "scaleway",
    "https://api.scaleway.ai",
    &[(Task::Conversational, PLAIN_CHAT), (Task::FeatureExtraction, Form::new(embeddings, Read::Shaped(vectors)))],
);

fn embeddings(order: &Order<'_>) -> Sent {
    let fields = Fields::new().set("input", order.ask.json()).set("model", order.id).and(&order.ask.parameters);
    Sent::json("/v1/embeddings", fields.done())
}
