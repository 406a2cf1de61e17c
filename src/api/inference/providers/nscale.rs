//! Nscale: chat and pictures.

use super::super::openai::PLAIN_CHAT;
use super::super::provider::{Fields, Form, Order, Provider, Read, Sent};
use super::super::size::joined;
use super::super::task::Task;

pub(super) static PROVIDER: Provider = Provider::new(
    "nscale",
    "https://inference.api.nscale.com",
    &[(Task::Conversational, PLAIN_CHAT), (Task::TextToImage, Form::new(picture, Read::Base64("/data/0/b64_json")))],
);

/// It refuses the number of steps.
fn picture(order: &Order<'_>) -> Sent {
    let fields = Fields::new().set("response_format", "b64_json").set("prompt", order.ask.json());
    let mut fields = fields.set("model", order.id).and(&order.ask.parameters);
    for refused in ["num_inference_steps", "cfg_scale"] {
        fields.take(refused);
    }
    let size = fields.take_size().map(joined);
    Sent::json("/v1/images/generations", fields.maybe("size", size).done())
}
